namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>What is done to a part of the cluster.</summary>
public enum FaultKind
{
    /// <summary>SIGKILL, and a start some time after the others must have noticed.</summary>
    KillSilo,
    KillApi,
    KillConsul,

    /// <summary>SIGKILL of the server and of every session.</summary>
    KillPostgres,

    /// <summary>Ends as by <c>pg_ctl stop -m immediate</c>.</summary>
    AbortPostgres,

    /// <summary>SIGSTOP for longer than it takes to be declared dead, then SIGCONT: a zombie.</summary>
    PauseSilo,
    PauseApi,
    PauseConsul,
    PausePostgres,

    /// <summary>Nothing gets to it or away from it, for longer than it takes to be declared dead.</summary>
    CutOffSilo,

    /// <summary>SIGTERM, and a start.</summary>
    RestartSilo,
    RestartApi,
}

/// <param name="Member">Which silo or front end.</param>
/// <param name="For">How long it stays.</param>
public sealed record Fault(FaultKind Kind, int Member, TimeSpan For)
{
    /// <summary>Faults of the same part cannot be at the same time.</summary>
    public string Part => Kind switch
    {
        FaultKind.KillSilo or FaultKind.PauseSilo or FaultKind.CutOffSilo or FaultKind.RestartSilo =>
            $"silo{Member + 1}",
        FaultKind.KillApi or FaultKind.PauseApi or FaultKind.RestartApi => $"api{Member + 1}",
        FaultKind.KillConsul or FaultKind.PauseConsul => "consul",
        _ => "postgres",
    };

    public override string ToString() => $"{Kind} {Part} {For.TotalSeconds:F0} s";
}
