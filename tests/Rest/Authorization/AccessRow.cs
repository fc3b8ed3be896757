using System.Net;

namespace Storehouse.Tests.Authorization;

/// <summary>Who comes; each but the first with a token.</summary>
internal enum Comer
{
    Anonymous,
    Other,
    Owner,
    Staff,
    Admin,
    ClientWithoutTheScope,
    LockedAdmin,
    AdminWhoseSessionsEnded,
    Expired,
    NotYetValid,
    WrongIssuer,
    WrongAudience,
    Tampered,
    OfAnotherKey,
    SignedWithThePublicKey,
    AlgNone,
    NoToken,
}

internal enum Admits
{
    Everyone,
    SignedIn,
    OwnersAndStaff,
    Staff,
    Admins,
}

/// <summary>Who may use a route, and what it answers to those who may.</summary>
/// <param name="Route">Method (<c>*</c> = any) and pattern, as mapped.</param>
/// <param name="Scope">What a token must have; null = none.</param>
/// <param name="Done">The status for those who may: of a request that passed every check of who asks.</param>
/// <param name="Body">Names in braces stand for what <see cref="Subjects"/> makes.</param>
internal sealed record AccessRow(string Route, Admits Admits, string? Scope, int Done, string? Body)
{
    /// <summary>The path to ask for; null = the pattern, with what its parameters stand for.</summary>
    public string? Path { get; init; }

    public string? IfMatch { get; init; }

    /// <summary>Others are not told that it exists.</summary>
    public bool IsHidden { get; init; } = Admits == Admits.OwnersAndStaff;

    public HttpMethod Method => Route.StartsWith('*')
        ? HttpMethod.Get
        : new(Route[..Route.IndexOf(' ', StringComparison.Ordinal)]);

    public string Pattern => Route[(Route.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    public HttpStatusCode Expect(Comer comer) => (HttpStatusCode)(comer switch
    {
        _ when Admits == Admits.Everyone => Done,
        Comer.Admin => Done,
        Comer.Staff => Admits == Admits.Admins ? 403 : Done,
        Comer.Owner => Admits is Admits.SignedIn or Admits.OwnersAndStaff ? Done : 403,
        Comer.Other when Admits == Admits.SignedIn => Done,
        Comer.Other => IsHidden ? 404 : 403,
        Comer.ClientWithoutTheScope => Scope is null ? Done : 403,
        _ => 401,
    });
}
