using NpgsqlTypes;

namespace Storehouse.Journal.Postgres.Writing;

/// <summary>The idempotency keys that a group claims.</summary>
internal sealed class ClaimArguments(AppendArguments arguments)
{
    private readonly List<int> _commit = arguments.Add<int>(NpgsqlDbType.Integer);
    private readonly List<int> _previous = arguments.Add<int>(NpgsqlDbType.Integer);
    private readonly List<int> _round = arguments.Add<int>(NpgsqlDbType.Integer);
    private readonly List<string> _key = arguments.Add<string>(NpgsqlDbType.Text);
    private readonly List<string> _fingerprint = arguments.Add<string>(NpgsqlDbType.Text);
    private readonly List<ReadOnlyMemory<byte>> _outcome =
        arguments.Add<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

    private readonly List<bool> _permanent = arguments.Add<bool>(NpgsqlDbType.Boolean);
    private readonly List<bool> _overwrite = arguments.Add<bool>(NpgsqlDbType.Boolean);

    /// <param name="last">The newest claim of each key in this group.</param>
    /// <returns>The claim's number, from 1.</returns>
    public int Add(int commit, IdempotencyClaim claim, Dictionary<string, int> last)
    {
        var key = StoredText.Of(claim.Key);
        var previous = last.GetValueOrDefault(key);
        _commit.Add(commit);
        _previous.Add(previous);
        _round.Add(previous == 0 ? 0 : _round[previous - 1] + 1);
        _key.Add(key);
        _fingerprint.Add(StoredText.Of(claim.Fingerprint));
        _outcome.Add(claim.Outcome);
        _permanent.Add(claim.Permanent);
        _overwrite.Add(claim.Overwrite);
        return last[key] = _key.Count;
    }
}

/// <summary>The messages that a group keeps back, and those it withdraws.</summary>
internal sealed class KeptBackArguments(AppendArguments arguments)
{
    private readonly List<int> _withdrawalCommit = arguments.Add<int>(NpgsqlDbType.Integer);
    private readonly List<int> _withdrawalRound = arguments.Add<int>(NpgsqlDbType.Integer);
    private readonly List<string> _withdrawalStream = arguments.Add<string>(NpgsqlDbType.Text);
    private readonly List<string> _withdrawalKey = arguments.Add<string>(NpgsqlDbType.Text);
    private readonly List<int> _commit = arguments.Add<int>(NpgsqlDbType.Integer);
    private readonly List<int> _round = arguments.Add<int>(NpgsqlDbType.Integer);
    private readonly List<string> _stream = arguments.Add<string>(NpgsqlDbType.Text);
    private readonly List<string> _key = arguments.Add<string>(NpgsqlDbType.Text);
    private readonly List<long?> _due = arguments.Add<long?>(NpgsqlDbType.Bigint);
    private readonly List<string> _topic = arguments.Add<string>(NpgsqlDbType.Text);
    private readonly List<string> _target = arguments.Add<string>(NpgsqlDbType.Text);
    private readonly List<ReadOnlyMemory<byte>> _payload =
        arguments.Add<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

    public void Add(int commit, int round, string stream, JournalCommit kept)
    {
        foreach (var key in kept.Withdrawals)
        {
            _withdrawalCommit.Add(commit);
            _withdrawalRound.Add(round);
            _withdrawalStream.Add(stream);
            _withdrawalKey.Add(StoredText.Of(key));
        }

        foreach (var (key, dueAt, message) in WithoutRepeats(kept.Deferrals))
        {
            _commit.Add(commit);
            _round.Add(round);
            _stream.Add(stream);
            _key.Add(StoredText.Of(key));
            _due.Add(dueAt?.UtcTicks);
            _topic.Add(StoredText.Of(message.Topic));
            _target.Add(StoredText.Of(message.Key));
            _payload.Add(message.Payload);
        }
    }

    /// <summary>One for each key: the last, at the place of the first.</summary>
    private static IEnumerable<DeferredMessage> WithoutRepeats(IReadOnlyList<DeferredMessage> deferrals) =>
        deferrals.Count < 2 ? deferrals : deferrals.GroupBy(one => one.Key).Select(same => same.Last());
}
