namespace Storehouse.Logging;

/// <summary>
/// How a process writes its log, to standard output. Levels are those of .NET's own section <c>Logging</c>.
/// </summary>
public sealed class LoggingOptions
{
    public const string Section = "Storehouse:Logging";

    /// <summary>
    /// <c>Text</c> for people, <c>Ecs</c> for machines: one JSON object a line, in the Elastic Common Schema. Default:
    /// <c>Auto</c>, text at a terminal and ECS where the output is redirected.
    /// </summary>
    public LogFormat Format { get; set; } = LogFormat.Auto;

    internal bool IsEcs => Format == LogFormat.Ecs || (Format == LogFormat.Auto && Console.IsOutputRedirected);
}

public enum LogFormat
{
    Auto,
    Text,
    Ecs,
}
