using System.Collections.Immutable;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>A share's entry in the making: each event is applied, and added up for the report.</summary>
internal sealed class ShareDraft(ShareState state)
{
    private readonly ImmutableArray<ShareEvent>.Builder _events = ImmutableArray.CreateBuilder<ShareEvent>();
    private readonly ImmutableArray<Outgoing>.Builder _messages = ImmutableArray.CreateBuilder<Outgoing>();
    private ImmutableArray<Allocation> _released = [];
    private ImmutableArray<Allocation> _shipped = [];
    private ImmutableArray<Allocation> _reserved = [];
    private int _orders;
    private bool _closed;

    public ShareState State { get; private set; } = state;

    public void Record(ShareEvent happened)
    {
        _events.Add(happened);
        State = State.Apply(happened);
        switch (happened)
        {
            case ShareReserved e:
                _reserved = _reserved.Plus(e.Allocations, +1);
                _orders++;
                break;
            case ShareReleased e:
                _released = _released.Plus(e.Allocations, +1);
                break;
            case ShareShipped e:
                _shipped = _shipped.Plus(e.Allocations, +1);
                break;
            case ShareClosed:
                _closed = true;
                break;
        }
    }

    public void Send(Outgoing message) => _messages.Add(message);

    /// <param name="version">The entry's, in the stream of the share.</param>
    public ShareDecision Decision(long version)
    {
        // First of all, so that the SKU hears of no units that it does not know to be reserved.
        if (_closed || !_reserved.IsEmpty || !_released.IsEmpty || !_shipped.IsEmpty)
        {
            _messages.Insert(0, new(Topics.Stock, State.Sku, new ShareReport(
                State.Name, version, _orders, _released, _shipped, _reserved, _closed)));
        }

        return new(_events.DrainToImmutable(), _messages.DrainToImmutable());
    }
}
