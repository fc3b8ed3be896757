namespace Storehouse.Journal.Postgres.Partitions;

/// <summary>A table that holds the entries of a range of positions.</summary>
/// <param name="Name">The table, in the journal's schema.</param>
/// <param name="FirstPosition">First position it may hold.</param>
/// <param name="LastPosition">Last position it may hold.</param>
/// <param name="Bytes">Its size on disk, indexes included.</param>
public sealed record JournalPartition(string Name, long FirstPosition, long LastPosition, long Bytes);

/// <summary>What <see cref="PostgresJournal.DetachBefore"/> did.</summary>
/// <param name="Detached">Partitions that are now plain tables, to be archived or dropped.</param>
/// <param name="NeededBy">What kept the next one in; null when none was to be kept.</param>
public sealed record DetachOutcome(IReadOnlyList<JournalPartition> Detached, string? NeededBy);
