namespace Storehouse.Tests.Simulation;

/// <summary>
/// Messages to one aggregate, in order. Delivery may start again from an earlier place; the receiver
/// recognises repeats by their position.
/// </summary>
internal sealed class Mailbox
{
    private readonly List<(long Position, byte[] Body)> _messages = [];
    private int _delivered;

    /// <summary>Position up to which the receiver has taken messages in; kept with its state.</summary>
    public long Consumed { get; private set; }

    public bool HasNews => _delivered < _messages.Count;

    public void Add(long position, byte[] body) => _messages.Add((position, body));

    /// <summary>Delivers up to so many, beginning up to so many before the first new one.</summary>
    public void Deliver(int max, int again, Action<byte[]> take)
    {
        var first = Math.Max(0, _delivered - again);
        for (var index = first; index < Math.Min(_messages.Count, _delivered + max); index++)
        {
            var (position, body) = _messages[index];
            if (position > Consumed)
            {
                take(body);
                Consumed = position;
            }
        }

        _delivered = Math.Min(_messages.Count, _delivered + max);
    }
}
