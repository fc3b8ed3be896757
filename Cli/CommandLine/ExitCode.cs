namespace Storehouse.Cli.CommandLine;

/// <summary>What a script learns from the process; part of the contract, listed by <c>--help</c>.</summary>
internal enum ExitCode
{
    Ok = 0,
    Unexpected = 1,
    Usage = 2,
    NotSignedIn = 3,
    NotFound = 4,
    Refused = 5,
    Unavailable = 6,
    BooksDiffer = 7,
    Interrupted = 130,
}
