using Npgsql;
using NpgsqlTypes;

namespace Storehouse.Journal.Postgres.Writing;

/// <summary>
/// A group of commits as the arrays that the function <c>append</c> takes: its docstring says what they are.
/// </summary>
internal sealed class AppendArguments : IDisposable
{
    private readonly List<Action> _clear = [];
    private readonly Dictionary<string, int> _streams = [];
    private readonly Dictionary<string, int> _claims = [];
    private readonly Dictionary<string, int> _rounds = [];
    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly NpgsqlParameter<long> _number = new();
    private readonly NpgsqlParameter<long> _acknowledged = new();
    private readonly string _sql;
    private NpgsqlCommand? _command;

    private readonly List<string> _stream;
    private readonly List<long> _expected;
    private readonly List<long> _at;
    private readonly List<bool> _adds;
    private readonly List<int> _previous;
    private readonly List<int> _claim;
    private readonly List<long> _queues;
    private readonly List<long> _consumed;
    private readonly List<ReadOnlyMemory<byte>> _events;
    private readonly List<ReadOnlyMemory<byte>> _messages;
    private readonly ClaimArguments _claimed;
    private readonly List<int> _feedCommit;
    private readonly List<int> _feedQueue;
    private readonly List<int> _feedIndex;
    private readonly KeptBackArguments _keptBack;
    private readonly List<long> _dueSequence;
    private readonly List<long> _dueRevision;
    private readonly List<string> _reader;
    private readonly List<long> _readerPosition;

    public AppendArguments(string schema, Guid writer, long partitionSize)
    {
        _parameters.Add(new NpgsqlParameter<Guid> { TypedValue = writer });
        _parameters.Add(_number);
        _parameters.Add(_acknowledged);
        _parameters.Add(new NpgsqlParameter<long> { TypedValue = partitionSize });
        _stream = Add<string>(NpgsqlDbType.Text);
        _expected = Add<long>(NpgsqlDbType.Bigint);
        _at = Add<long>(NpgsqlDbType.Bigint);
        _adds = Add<bool>(NpgsqlDbType.Boolean);
        _previous = Add<int>(NpgsqlDbType.Integer);
        _claim = Add<int>(NpgsqlDbType.Integer);
        _queues = Add<long>(NpgsqlDbType.Bigint);
        _consumed = Add<long>(NpgsqlDbType.Bigint);
        _events = Add<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _messages = Add<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _claimed = new(this);
        _feedCommit = Add<int>(NpgsqlDbType.Integer);
        _feedQueue = Add<int>(NpgsqlDbType.Integer);
        _feedIndex = Add<int>(NpgsqlDbType.Integer);
        _keptBack = new(this);
        _dueSequence = Add<long>(NpgsqlDbType.Bigint);
        _dueRevision = Add<long>(NpgsqlDbType.Bigint);
        _reader = Add<string>(NpgsqlDbType.Text);
        _readerPosition = Add<long>(NpgsqlDbType.Bigint);
        var places = string.Join(", ", Enumerable.Range(1, _parameters.Count).Select(i => $"${i}"));
        _sql = $"SELECT * FROM {schema}.append({places})";
    }

    /// <summary>The statement on a connection; those of former connections are of no more use.</summary>
    public NpgsqlCommand On(NpgsqlConnection connection)
    {
        if (_command?.Connection == connection)
        {
            return _command;
        }

        // A command whose connection broke still thinks it is reading, so it cannot move to another one.
        Dispose();
        _command = new(_sql, connection);
        _command.Parameters.AddRange(_parameters.ToArray());
        return _command;
    }

    public void Dispose()
    {
        _command?.Parameters.Clear();
        _command?.Dispose();
    }

    /// <summary>Describes a group in place of the one before.</summary>
    /// <param name="number">The group's, counted by its writer.</param>
    /// <param name="acknowledged">Number of the writer's last group that surely landed; 0 for none.</param>
    public void Fill(
        long number, long acknowledged, List<AppendRequest> group, Dictionary<string, long> checkpoints)
    {
        foreach (var clear in _clear)
        {
            clear();
        }

        _streams.Clear();
        _claims.Clear();
        _rounds.Clear();
        _number.TypedValue = number;
        _acknowledged.TypedValue = acknowledged;
        foreach (var request in group)
        {
            Add(request);
        }

        foreach (var (reader, position) in checkpoints)
        {
            _reader.Add(StoredText.Of(reader));
            _readerPosition.Add(position);
        }
    }

    /// <summary>A parameter that is an array, filled anew for each group.</summary>
    public List<T> Add<T>(NpgsqlDbType element)
    {
        var list = new List<T>();
        _clear.Add(list.Clear);
        _parameters.Add(new NpgsqlParameter<List<T>>
        {
            TypedValue = list,
            NpgsqlDbType = NpgsqlDbType.Array | element,
        });
        return list;
    }

    private void Add(AppendRequest request)
    {
        var commit = request.Commit;
        var stream = StoredText.Of(commit.Stream);
        _stream.Add(stream);
        var number = _stream.Count;
        _previous.Add(_streams.GetValueOrDefault(stream));
        _streams[stream] = number;
        _expected.Add(commit.ExpectedVersion);
        _at.Add(commit.At.UtcTicks);
        _adds.Add(commit.AddsEntry);
        _queues.Add((long)request.Messages.Queues);
        _consumed.Add(commit.Consumed);
        _events.Add(commit.Events);
        _messages.Add(request.Messages.Frame);
        _claim.Add(commit.Idempotency is { } claim ? _claimed.Add(number, claim, _claims) : 0);
        request.Messages.NoteLast((queue, index) =>
        {
            _feedCommit.Add(number);
            _feedQueue.Add(queue + 1);
            _feedIndex.Add(index);
        });
        if (commit.Withdrawals.Count > 0 || commit.Deferrals.Count > 0)
        {
            var round = _rounds.GetValueOrDefault(stream);
            _rounds[stream] = round + 1;
            _keptBack.Add(number, round, stream, commit);
        }

        foreach (var due in request.Due)
        {
            _dueSequence.Add(due.Sequence);
            _dueRevision.Add(due.Revision);
        }
    }
}
