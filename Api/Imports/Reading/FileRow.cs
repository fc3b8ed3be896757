using System.Collections.Immutable;

namespace Storehouse.Imports.Reading;

/// <summary>One row of an import file.</summary>
/// <param name="Line">Line of the file it starts on, from 1; a CSV's header is line 1.</param>
/// <param name="Key">Which rows belong together; null when the row is too damaged to say.</param>
/// <param name="Values">By the file's <see cref="FileColumns"/>; null for what is not there.</param>
/// <param name="Faults">What is wrong with its shape.</param>
internal sealed record FileRow(
    long Line, string? Key, ImmutableArray<string?> Values, ImmutableArray<string> Faults)
{
    public static FileRow Unreadable(long line, string fault) => new(line, null, [], [fault]);
}

/// <summary>
/// The file's structure is broken: where one row ends and the next begins is anybody's guess.
/// </summary>
internal sealed class DamagedFileException(string message) : Exception(message);
