namespace Storehouse.Tests.Chaos.Workload;

/// <summary>Random numbers that depend on the run's seed and on who draws them alone.</summary>
public static class Seeds
{
    public static Random Of(int seed, string part)
    {
        // FNV-1a: string.GetHashCode differs from run to run.
        var hash = 2166136261u ^ (uint)seed;
        foreach (var character in part)
        {
            hash = unchecked((hash ^ character) * 16777619u);
        }

        return new((int)hash);
    }
}
