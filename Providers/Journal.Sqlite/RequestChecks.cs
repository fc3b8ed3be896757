namespace Storehouse.Journal.Sqlite;

/// <summary>
/// Refuses what could not be stored before it joins a group, where it would fail its neighbours.
/// </summary>
internal static class RequestChecks
{
    /// <summary>SQLite's own limit on a value is 1,000,000,000 bytes.</summary>
    private const int BytesMax = 500_000_000;

    public static void Check(JournalCommit commit, JournalTopology topology)
    {
        CheckText(commit.Stream);
        CheckSize(commit.Events.Length);
        if (commit.Idempotency is { } claim)
        {
            CheckText(claim.Key);
            CheckText(claim.Fingerprint);
            CheckSize(claim.Outcome.Length);
        }

        foreach (var key in commit.Withdrawals)
        {
            CheckText(key);
        }

        foreach (var (key, _, message) in commit.Deferrals)
        {
            CheckText(key);
            CheckText(message.Key);
            CheckSize(message.Payload.Length);
            _ = topology.QueueOf(message.Topic, message.Key);
        }
    }

    public static void Check(DeadLetter letter)
    {
        CheckText(letter.Topic);
        CheckText(letter.Key);
        CheckText(letter.Cause);
        CheckSize(letter.Payload.Length);
    }

    /// <exception cref="System.Text.EncoderFallbackException">A lone surrogate: not Unicode text.</exception>
    public static void CheckText(string text) => _ = Statement.Utf8.GetByteCount(text);

    private static void CheckSize(int bytes) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, BytesMax);
}
