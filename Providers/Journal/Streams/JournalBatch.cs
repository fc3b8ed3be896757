using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Storehouse.Journal.Streams;

/// <summary>Consecutive messages of one stream, delivered in one call.</summary>
[GenerateSerializer, Alias("journal.batch")]
public sealed class JournalBatch : IBatchContainer
{
    [Id(0)]
    private readonly StreamId _stream;

    [Id(1)]
    private readonly StreamMessage[] _messages;

    [Id(2)]
    private readonly EventSequenceTokenV2 _token;

    internal JournalBatch(StreamId stream, StreamMessage[] messages, long tokenPosition)
    {
        _stream = stream;
        _messages = messages;
        _token = TokenOf(tokenPosition);
    }

    public StreamId StreamId => _stream;

    public StreamSequenceToken SequenceToken => _token;

    internal StreamMessage[] Messages => _messages;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        foreach (var message in _messages)
        {
            if (message is T typed)
            {
                yield return Tuple.Create(typed, (StreamSequenceToken)TokenOf(message.Position));
            }
        }
    }

    public bool ImportRequestContext() => false;

    internal static EventSequenceTokenV2 TokenOf(long position) =>
        new(MessagePosition.EntryOf(position), MessagePosition.IndexOf(position));

    internal static long PositionOf(StreamSequenceToken token) =>
        MessagePosition.Of(token.SequenceNumber, token.EventIndex);
}

/// <summary>A message as a stream subscriber gets it.</summary>
[GenerateSerializer, Immutable, Alias("journal.stream-message")]
public sealed class StreamMessage
{
    internal StreamMessage(QueuedMessage message)
    {
        Position = message.Position;
        Key = message.Key;
        Payload = message.Payload.ToArray();
        Body = message.Body;
    }

    /// <summary>See <see cref="MessagePosition"/>.</summary>
    [Id(0)]
    public long Position { get; }

    /// <summary>The consumer the message is for.</summary>
    [Id(1)]
    public string Key { get; }

    [Id(2)]
    public byte[] Payload { get; }

    /// <summary>The decoded body when the message was committed by this silo; else null.</summary>
    [field: NonSerialized]
    public object? Body { get; }
}
