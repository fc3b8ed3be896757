namespace Storehouse.Http.Limits;

/// <summary>
/// What the machinery around a process asks is never limited: it would take a busy process for a dead one.
/// </summary>
internal static class Spared
{
    public static bool Is(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal)
        || path.Equals("/metrics", StringComparison.Ordinal);
}
