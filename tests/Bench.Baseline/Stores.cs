using Storehouse.Tests.Baseline.Postgres;

namespace Storehouse.Tests.Baseline;

/// <summary>Where this run keeps its orders, as the settings say.</summary>
public sealed class Stores : IDisposable
{
    private const int PoolByDefault = 16;
    private readonly IDisposable[] _owned;

    private Stores(IOrderStore orders, params IDisposable[] owned) => (Orders, _owned) = (orders, owned);

    public IOrderStore Orders { get; }

    public static async Task<Stores> Open(IConfigurationSection settings)
    {
        var skus = settings.GetValue("Skus", 10_000);
        var units = settings.GetValue("Units", 1_000_000);
        var hotUnits = settings.GetValue("HotUnits", 1_000_000_000);
        if (settings["Postgres"] is { } server)
        {
            var database = PostgresStore.Connect(server, settings.GetValue("Pool", PoolByDefault));
            PostgresStore store = settings.GetValue("Function", false)
                ? new FunctionStore(database, TimeProvider.System)
                : new StatementStore(database, TimeProvider.System);
            await store.Create(skus, units, hotUnits);
            return new(store, database);
        }

        var path = settings["Database"]
            ?? throw new InvalidOperationException("Baseline:Database names no file.");
        var connection = Database.Open(path);
        Database.Create(connection);
        Database.Stock(connection, skus, units, hotUnits);
        var writer = new OrderWriter(new OrderBook(connection, TimeProvider.System));
        return new(writer, writer, connection);
    }

    public void Dispose()
    {
        foreach (var one in _owned)
        {
            one.Dispose();
        }
    }
}
