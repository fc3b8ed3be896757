using System.Text;

namespace Storehouse.Journal.Writing;

/// <summary>
/// Refuses what could not be stored before it joins a group, where it would fail its neighbours.
/// </summary>
/// <param name="bytesMax">Bytes one value may have.</param>
/// <param name="nameBytesMax">Bytes of UTF-8 a stream, a key or a reader may have.</param>
internal sealed class RequestChecks(int bytesMax, int nameBytesMax)
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public void Check(JournalCommit commit, JournalTopology topology)
    {
        CheckName(commit.Stream);
        CheckSize(commit.Events.Length);
        if (commit.Idempotency is { } claim)
        {
            CheckName(claim.Key);
            CheckUnicode(claim.Fingerprint);
            CheckSize(claim.Outcome.Length);
        }

        foreach (var key in commit.Withdrawals)
        {
            CheckName(key);
        }

        foreach (var (key, _, message) in commit.Deferrals)
        {
            CheckName(key);
            CheckUnicode(message.Key);
            CheckSize(message.Payload.Length);
            _ = topology.QueueOf(message.Topic, message.Key);
        }
    }

    public void Check(DeadLetter letter)
    {
        CheckUnicode(letter.Topic);
        CheckUnicode(letter.Key);
        CheckUnicode(letter.Cause);
        CheckSize(letter.Payload.Length);
    }

    /// <exception cref="EncoderFallbackException">A lone surrogate: not Unicode text.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Longer than an index can hold.</exception>
    public void CheckName(string name)
    {
        var bytes = Utf8.GetByteCount(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, nameBytesMax, nameof(name));
    }

    private static void CheckUnicode(string text) => _ = Utf8.GetByteCount(text);

    private void CheckSize(int bytes) => ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, bytesMax);
}
