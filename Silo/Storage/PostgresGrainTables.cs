namespace Storehouse.Storage;

/// <summary>
/// The tables and queries that Orleans' AdoNet storage and reminders work with on PostgreSQL. Unlike the
/// published script, a key is unique here, so that of two first writes at once one fails.
/// </summary>
internal static class PostgresGrainTables
{
    private const string Key = """
        grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash
        AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND graintypestring = @GrainTypeString
        AND grainidextensionstring = coalesce(@GrainIdExtensionString, '') AND serviceid = @ServiceId
        """;

    // Exactly one of the two parts can take effect; no row means a version conflict. Whoever comes second
    // waits for the first to commit, and then looks at the row it left.
    private const string Write = $"""
        WITH changed AS (
            UPDATE orleansstorage
            SET payloadbinary = @PayloadBinary, modifiedon = now(), version = version + 1
            WHERE {Key} AND version = CAST(@GrainStateVersion AS integer)
            RETURNING version),
        added AS (
            INSERT INTO orleansstorage (
                grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring,
                serviceid, payloadbinary, modifiedon, version)
            SELECT
                @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString,
                coalesce(@GrainIdExtensionString, ''), @ServiceId, @PayloadBinary, now(), 1
            WHERE CAST(@GrainStateVersion AS integer) IS NULL
            ON CONFLICT DO NOTHING
            RETURNING version)
        SELECT version AS NewGrainStateVersion FROM changed
        UNION ALL SELECT version FROM added
        """;

    private const string Read = $"SELECT payloadbinary, version FROM orleansstorage WHERE {Key}";

    private const string Clear = $"""
        UPDATE orleansstorage SET payloadbinary = NULL, modifiedon = now(), version = version + 1
        WHERE {Key} AND version = CAST(@GrainStateVersion AS integer)
        RETURNING version AS NewGrainStateVersion
        """;

    private const string Delete = $"""
        DELETE FROM orleansstorage WHERE {Key} AND version = CAST(@GrainStateVersion AS integer)
        RETURNING version + 1 AS NewGrainStateVersion
        """;

    private const string ReminderColumns = "grainid, remindername, starttime, period, version";

    /// <summary>Grain state.</summary>
    public static TableSet Storage { get; } = new("grains", $$"""
        CREATE TABLE IF NOT EXISTS orleansquery (querykey text NOT NULL PRIMARY KEY, querytext text NOT NULL);
        CREATE TABLE orleansstorage (
            grainidhash integer NOT NULL,
            grainidn0 bigint NOT NULL,
            grainidn1 bigint NOT NULL,
            graintypehash integer NOT NULL,
            graintypestring text NOT NULL,
            grainidextensionstring text NOT NULL,
            serviceid text NOT NULL,
            payloadbinary bytea NULL,
            modifiedon timestamptz NOT NULL,
            version integer NOT NULL,
            PRIMARY KEY (
                grainidhash, graintypehash, grainidn0, grainidn1,
                graintypestring, grainidextensionstring, serviceid));
        INSERT INTO orleansquery VALUES
            ('WriteToStorageKey', $q${{Write}}$q$), ('ReadFromStorageKey', $q${{Read}}$q$),
            ('ClearStorageKey', $q${{Clear}}$q$), ('DeleteStorageKey', $q${{Delete}}$q$);
        """);

    /// <summary>Reminders.</summary>
    public static TableSet Reminders { get; } = new("reminders", $$"""
        CREATE TABLE IF NOT EXISTS orleansquery (querykey text NOT NULL PRIMARY KEY, querytext text NOT NULL);
        CREATE TABLE orleansreminderstable (
            serviceid text NOT NULL,
            grainid text NOT NULL,
            remindername text NOT NULL,
            starttime timestamptz NOT NULL,
            period bigint NOT NULL,
            grainhash integer NOT NULL,
            version integer NOT NULL,
            PRIMARY KEY (serviceid, grainid, remindername));
        CREATE INDEX orleansreminders_by_hash ON orleansreminderstable (serviceid, grainhash);
        INSERT INTO orleansquery VALUES
            ('UpsertReminderRowKey', $q$
                INSERT INTO orleansreminderstable AS known (
                    serviceid, grainid, remindername, starttime, period, grainhash, version)
                VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
                ON CONFLICT (serviceid, grainid, remindername) DO UPDATE SET
                    starttime = excluded.starttime, period = excluded.period,
                    grainhash = excluded.grainhash, version = known.version + 1
                RETURNING version$q$),
            ('ReadReminderRowsKey', $q$
                SELECT {{ReminderColumns}} FROM orleansreminderstable
                WHERE serviceid = @ServiceId AND grainid = @GrainId$q$),
            ('ReadReminderRowKey', $q$
                SELECT {{ReminderColumns}} FROM orleansreminderstable
                WHERE serviceid = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName$q$),
            ('ReadRangeRows1Key', $q$
                SELECT {{ReminderColumns}} FROM orleansreminderstable
                WHERE serviceid = @ServiceId AND grainhash > @BeginHash AND grainhash <= @EndHash$q$),
            ('ReadRangeRows2Key', $q$
                SELECT {{ReminderColumns}} FROM orleansreminderstable
                WHERE serviceid = @ServiceId AND (grainhash > @BeginHash OR grainhash <= @EndHash)$q$),
            ('DeleteReminderRowKey', $q$
                WITH gone AS (
                    DELETE FROM orleansreminderstable
                    WHERE serviceid = @ServiceId AND grainid = @GrainId
                        AND remindername = @ReminderName AND version = @Version
                    RETURNING 1)
                SELECT count(*)::integer FROM gone$q$),
            ('DeleteReminderRowsKey', $q$
                DELETE FROM orleansreminderstable WHERE serviceid = @ServiceId$q$);
        """);
}
