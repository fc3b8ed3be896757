using System.Collections.Immutable;
using Storehouse.Imports.Reading;
using Storehouse.Imports.Running;
using Storehouse.Journal;
using Storehouse.Orders;
using Storehouse.Projections;

namespace Storehouse.Imports.Orders;

/// <summary>
/// Books the orders of a file: first the stock adjustments of an id, each by itself; then what it takes back;
/// then its sale. Every step has a key of its own, so that doing it again, now or in a later import, does
/// nothing new.
/// </summary>
internal sealed partial class OrderImporter : IGroupImporter
{
    private readonly ImportRecord _import;
    private readonly IGrainFactory _grains;
    private readonly OrderIndex _orders;
    private readonly ReturnPlans _plans;
    private readonly TimeProvider _clock;
    private readonly string _trace;
    private readonly OrderFileSettings _settings;
    private readonly Catalogue _catalogue;
    private readonly Customers _customers;
    private readonly StockBarrier _barrier;
    private readonly Trail _trail;
    private readonly ViewsBarrier _views;

    public OrderImporter(
        ImportRecord import, IGrainFactory grains, IJournal journal, OrderIndex orders,
        ProjectionPosition views, ReturnPlans plans, TimeProvider clock)
    {
        (_import, _grains, _orders, _plans, _clock) = (import, grains, orders, plans, clock);
        _trace = ImportKeys.Traceparent(import.Id);
        _settings = new(
            Currencies.DecimalsOf(import.Settings.Currency),
            TimeZoneInfo.FindSystemTimeZoneById(import.Settings.TimeZone),
            import.Settings.At.AddDays(1));
        _catalogue = new(grains);
        _customers = new(import.Settings.Source, grains);
        _barrier = new(journal, grains);
        _trail = new(_barrier);
        _views = new(journal, views);
    }

    private string Source => _import.Settings.Source;

    private string Location => _import.Settings.Location;

    public async ValueTask<GroupWork> Prepare(RowGroup group)
    {
        var order = OrderRules.Read(group, _settings);
        var stocked = await _catalogue.Stocked(order.Skus.Select(row => row.Sku));
        ImmutableArray<Reason> reasons =
        [
            .. order.Faults,
            .. order.Skus.Where(row => stocked[row.Sku] is null).Select(row => new Reason(
                row.Row, ReasonCodes.UnknownSku, $"The catalogue has no SKU '{row.Sku}'.")),
        ];
        return reasons.IsEmpty
            ? new GroupWork(group, [.. ClaimsOf(order, stocked)], () => Book(order))
            : GroupWork.Refuse(group, reasons);
    }

    public Task Settle() => _trail.Settle();

    private async Task<GroupResult> Book(ReadOrder order)
    {
        var tally = new Tally(_trace);
        foreach (var adjustment in order.Adjustments)
        {
            await Adjust(order, adjustment, tally);
        }

        if (!order.Returns.IsEmpty)
        {
            await TakeBack(order, tally);
        }

        if (!order.Sale.IsEmpty)
        {
            await Sell(order, tally);
        }

        return tally.Result();
    }

    // Lines without stock may be sold side by side, but a return looks at all that its customer has bought.
    private static IEnumerable<string> ClaimsOf(ReadOrder order, IReadOnlyDictionary<string, bool?> stocked)
    {
        foreach (var (sku, isStocked) in stocked)
        {
            if (isStocked == true)
            {
                yield return $"sku/{sku}";
            }
        }

        if (order.Customer is { } customer)
        {
            yield return $"customer/{customer}";
        }
    }

    private CommandContext Context(string? key = null, string? fingerprint = null) => new(
        _import.Settings.Actor, _clock.GetUtcNow(), key, fingerprint,
        Trace: _trace, KeepKeyForever: key is not null);
}
