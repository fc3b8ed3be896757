using System.Collections;

namespace Storehouse.Journal;

/// <summary>
/// An entry's messages, decoded only when asked for: who replays a stream needs the events alone.
/// </summary>
internal sealed class FramedMessages(JournalTopology topology, ReadOnlyMemory<byte> frame)
    : IReadOnlyList<JournalMessage>
{
    private JournalMessage[]? _messages;

    public int Count => Messages.Length;

    private JournalMessage[] Messages => _messages ??= MessageFrame.DecodeAll(topology, frame);

    public JournalMessage this[int index] => Messages[index];

    public IEnumerator<JournalMessage> GetEnumerator() => Messages.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
