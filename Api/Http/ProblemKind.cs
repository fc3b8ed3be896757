using System.Collections.Frozen;

namespace Storehouse.Http;

/// <summary>A kind of problem: its stable code, status and title, and what to do about it.</summary>
/// <param name="Code">Stable; also the last part of the problem's <c>type</c>.</param>
/// <param name="Advice">What the page behind <c>type</c> says.</param>
public sealed record ProblemKind(string Code, int Status, string Title, string Advice)
{
    private static readonly FrozenDictionary<string, ProblemKind> ByCode =
        ProblemKinds.All.ToFrozenDictionary(kind => kind.Code, StringComparer.Ordinal);

    /// <summary>A URI reference that opens as a page.</summary>
    public string Type => "/problems/" + Code;

    public static ProblemKind? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The kind that tells most about a bare status code.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ProblemKinds.Unauthenticated,
        StatusCodes.Status403Forbidden => ProblemKinds.Forbidden,
        StatusCodes.Status404NotFound => ProblemKinds.NotFound,
        StatusCodes.Status405MethodNotAllowed => ProblemKinds.MethodNotAllowed,
        StatusCodes.Status406NotAcceptable => ProblemKinds.NotAcceptable,
        StatusCodes.Status408RequestTimeout => ProblemKinds.RequestTimeout,
        StatusCodes.Status412PreconditionFailed => ProblemKinds.VersionMismatch,
        StatusCodes.Status413PayloadTooLarge => ProblemKinds.PayloadTooLarge,
        StatusCodes.Status414UriTooLong => ProblemKinds.UriTooLong,
        StatusCodes.Status415UnsupportedMediaType => ProblemKinds.UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => ProblemKinds.RateLimited,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => ProblemKinds.HeadersTooLarge,
        StatusCodes.Status503ServiceUnavailable => ProblemKinds.Unavailable,
        StatusCodes.Status505HttpVersionNotsupported => ProblemKinds.HttpVersionNotSupported,
        >= 500 => ProblemKinds.Internal,
        _ => ProblemKinds.BadRequest,
    };
}
