using System.Net.Sockets;
using Npgsql;

namespace Storehouse.Journal.Postgres;

/// <summary>What a failure of the database means, and how to say it to an operator.</summary>
internal static class Fault
{
    /// <summary>Whether it may pass by itself: a restart, a failover, a network that is away.</summary>
    public static bool IsTransient(Exception fault) => fault switch
    {
        // No partition for a row. That one was made is seen a moment before the server's other sessions know the
        // partition itself: a statement begun anew finds it.
        PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null } => true,
        PostgresException { SqlState: var state } => state
            is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable or "57P05"
            || state.StartsWith("08", StringComparison.Ordinal),
        JournalOpenException => false,
        NpgsqlException or TimeoutException or SocketException or IOException => true,
        _ => false,
    };

    /// <summary>Whether the connection is of no more use, although it may still seem open.</summary>
    public static bool EndsConnection(Exception fault) =>
        fault is not PostgresException { SqlState: var state }
        || state.StartsWith("57P", StringComparison.Ordinal)
        || state.StartsWith("08", StringComparison.Ordinal)
        || state == PostgresErrorCodes.ReadOnlySqlTransaction;

    public static bool IsOfDatabase(Exception fault) =>
        fault is NpgsqlException or TimeoutException or SocketException or IOException;

    public static IOException From(Exception fault) => fault switch
    {
        IOException known => known,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } full =>
            new($"No space left in the database ({full.MessageText}).", full),
        PostgresException refused =>
            new($"The database refused ({refused.MessageText}, code {refused.SqlState}).", refused),
        _ => new($"The database cannot be reached ({fault.Message}).", fault),
    };
}
