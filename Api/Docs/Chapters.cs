namespace Storehouse.Docs;

/// <summary>Chapters that more than one folder of the API writes in.</summary>
public static class Chapters
{
    public static readonly Tag Items = new("Items", "The catalogue: what can be ordered, and its price.");

    public static readonly Tag Inventory = new("Inventory", "Balances by location, and the movements behind them.");

    public static readonly Tag Orders = new("Orders", "Placing orders, and what becomes of them.");

    public static readonly Tag Events = new("Events", "What happened, as pages and as live feeds (CloudEvents 1.0).");

    public static readonly Tag Webhooks = new("Webhooks", "Who is told of events, and how that goes.");

    public static readonly Tag Users = new("Users", "Registration, one's own profile, administration.");

    public static readonly Tag Access = new("Access", "Signing in, and the programs that may.");

    public static readonly Tag Imports = new("Imports", "Files of items and orders.");

    public static readonly Tag Operations = new("Operations", "The cluster, and whether the books close.");
}
