namespace Storehouse.Cli.CommandLine;

/// <summary>A command that cannot go on: what failed, and what to do next.</summary>
internal sealed class CommandException(ExitCode exitCode, string message, string? next = null)
    : Exception(message)
{
    public ExitCode ExitCode => exitCode;

    public string? Next => next;
}
