using System.Collections.Immutable;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>The problems that the conventions bring to a route, whatever it does.</summary>
internal static class ConventionProblems
{
    public static ImmutableArray<ProblemKind> Of(Operation operation, string path, bool isOpen, string? scope)
    {
        List<ProblemKind> kinds =
        [
            ProblemKinds.ValidationFailed, ProblemKinds.BadRequest, ProblemKinds.NotAcceptable,
            ProblemKinds.RateLimited, ProblemKinds.Internal, ProblemKinds.Unavailable,
            ProblemKinds.Overloaded,
        ];
        AddAuthorisation(kinds, isOpen, scope);
        if (path.Contains('{', StringComparison.Ordinal))
        {
            kinds.Add(ProblemKinds.NotFound);
        }

        if (operation.Bodies.Count > 0)
        {
            kinds.AddRange(
                [ProblemKinds.PayloadTooLarge, ProblemKinds.UnsupportedMediaType, ProblemKinds.RequestTimeout]);
            if (operation.Bodies[0].MediaType == "application/json")
            {
                kinds.Add(ProblemKinds.MalformedJson);
            }
        }

        AddConditions(kinds, operation);
        kinds.AddRange(operation.Problems);
        return [.. kinds];
    }

    private static void AddAuthorisation(List<ProblemKind> kinds, bool isOpen, string? scope)
    {
        if (!isOpen)
        {
            kinds.Add(ProblemKinds.Unauthenticated);
        }

        if (scope is not null)
        {
            kinds.Add(ProblemKinds.InsufficientScope);
        }
    }

    private static void AddConditions(List<ProblemKind> kinds, Operation operation)
    {
        var needsKey = operation.Has("IdempotencyKeyRequired");
        if (needsKey)
        {
            kinds.Add(ProblemKinds.IdempotencyKeyRequired);
        }

        if (needsKey || operation.Has("IdempotencyKey"))
        {
            kinds.AddRange(
            [
                ProblemKinds.InvalidIdempotencyKey, ProblemKinds.IdempotencyKeyInUse,
                ProblemKinds.IdempotencyKeyReused,
            ]);
        }

        if (operation.Has("IdempotencyKeyInVain"))
        {
            kinds.Add(ProblemKinds.InvalidIdempotencyKey);
        }

        if (operation.Has("IfMatch"))
        {
            kinds.Add(ProblemKinds.VersionMismatch);
        }
    }
}
