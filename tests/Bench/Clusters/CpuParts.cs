namespace Storehouse.Tests.Bench.Clusters;

/// <summary>What processor time is told apart by.</summary>
public static class CpuParts
{
    public const string Api = "api";
    public const string Silos = "silos";

    /// <summary>PostgreSQL's processes that serve the database under load.</summary>
    public const string Sessions = "pg sessions";

    /// <summary>PostgreSQL's own: log writer, checkpointer, vacuum.</summary>
    public const string Background = "pg background";

    public const string Client = "client";

    /// <summary>Of an order, without the load generator.</summary>
    public const string Total = "total";

    public static IReadOnlyList<string> All { get; } = [Api, Silos, Sessions, Background, Total, Client];
}
