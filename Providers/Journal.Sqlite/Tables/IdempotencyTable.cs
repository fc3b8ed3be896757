namespace Storehouse.Journal.Sqlite.Tables;

/// <summary>What idempotency keys were used for.</summary>
internal sealed class IdempotencyTable(Database database)
{
    private Statement? _claim;
    private Statement? _overwrite;
    private Statement? _drop;
    private Statement? _find;
    private Statement? _purge;

    /// <summary>False when the key is taken.</summary>
    public bool TryClaim(IdempotencyClaim claim, string stream, DateTimeOffset at)
    {
        const string Sql =
            """
            INSERT INTO idempotency (key, fingerprint, stream, at, permanent, outcome)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key) DO
            """;
        var statement = claim.Overwrite
            ? _overwrite ??= database.Prepare(
                Sql
                + " UPDATE SET outcome = excluded.outcome, permanent = max(permanent, excluded.permanent)")
            : _claim ??= database.Prepare(Sql + " NOTHING");
        statement.Bind(1, claim.Key).Bind(2, claim.Fingerprint).Bind(3, stream).Bind(4, at.UtcTicks)
            .Bind(5, claim.Permanent ? 1 : 0).Bind(6, claim.Outcome.Span).Run();
        return database.Changes > 0;
    }

    /// <summary>Takes back a claim made in this transaction.</summary>
    public void Drop(string key)
    {
        _drop ??= database.Prepare("DELETE FROM idempotency WHERE key = ?1");
        _drop.Bind(1, key).Run();
    }

    public IdempotencyRecord? Find(string key)
    {
        _find ??= database.Prepare("SELECT fingerprint, stream, outcome, at FROM idempotency WHERE key = ?1");
        try
        {
            return _find.Bind(1, key).Step()
                ? new(key, _find.Text(0), _find.Text(1), _find.Blob(2), _find.Time(3))
                : null;
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>Drops some of the oldest records before a time; returns how many.</summary>
    public int Purge(DateTimeOffset before, int max)
    {
        _purge ??= database.Prepare(
            """
            DELETE FROM idempotency WHERE id IN (
                SELECT id FROM idempotency WHERE permanent = 0 AND at < ?1 ORDER BY at LIMIT ?2)
            """);
        _purge.Bind(1, before.UtcTicks).Bind(2, max).Run();
        return database.Changes;
    }
}
