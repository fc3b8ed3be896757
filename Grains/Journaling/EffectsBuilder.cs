using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Journaling;

/// <summary>Gathers the effects of several decisions that are committed as one entry.</summary>
internal sealed class EffectsBuilder
{
    private readonly ImmutableArray<Outgoing>.Builder _messages = ImmutableArray.CreateBuilder<Outgoing>();
    private readonly List<Deferred> _deferrals = [];
    private readonly List<string> _withdrawals = [];

    public bool IsEmpty => _messages.Count == 0 && _deferrals.Count == 0 && _withdrawals.Count == 0;

    public void Add(Effects effects)
    {
        _messages.AddRange(effects.Messages);

        // Within one entry the journal withdraws before it defers; a later decision must win over an earlier one.
        foreach (var key in effects.Withdrawals)
        {
            _deferrals.RemoveAll(deferral => deferral.Key == key);
            _withdrawals.Add(key);
        }

        foreach (var deferral in effects.Deferrals)
        {
            _deferrals.RemoveAll(earlier => earlier.Key == deferral.Key);
            _deferrals.Add(deferral);
        }
    }

    /// <summary>Whether these effects already settle what waits under a key.</summary>
    /// <param name="waiting">What waits under it after them; null when it was withdrawn.</param>
    public bool TryGetWaiting(string key, out WaitingOrder? waiting)
    {
        var deferral = _deferrals.FindIndex(deferred => deferred.Key == key);
        waiting = deferral < 0 ? null : _deferrals[deferral].Message.Body as WaitingOrder;
        return deferral >= 0 || _withdrawals.Contains(key);
    }

    public Effects Build() => new(_messages.ToImmutable(), [.. _deferrals], [.. _withdrawals]);
}
