using System.Collections.Concurrent;
using Storehouse.Users;

namespace Storehouse.Imports.Orders;

/// <summary>
/// The users that stand for a file's customers, created on first sight, without a password.
/// </summary>
internal sealed class Customers(string source, IGrainFactory grains)
{
    private const int CustomersMax = 100_000;
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    public string IdOf(string customer) => UserId.Imported(source, customer);

    /// <summary>Safe to repeat: a user that is there already stays as it is.</summary>
    public async Task Ensure(string customer, CommandContext context)
    {
        if (_known.ContainsKey(customer))
        {
            return;
        }

        await grains.GetGrain<IUserGrain>(IdOf(customer)).Execute(new ImportUser(source, customer), context);
        if (_known.Count > CustomersMax)
        {
            _known.Clear();
        }

        _known[customer] = true;
    }
}
