using Npgsql;
using Orleans.Storage;

namespace Storehouse.Storage;

/// <summary>
/// On PostgreSQL: its driver's exceptions do not cross calls between processes, so that a fault becomes a
/// plain one here.
/// </summary>
internal sealed class PostgresGrainStorage(IGrainStorage inner) : TextKeyGrainStorage(inner)
{
    protected override async Task Read(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (NpgsqlException fault) when (fault.IsTransient)
        {
            // Such as a connection that lay in the pool while the server restarted: the next one is new.
            await Plain(read);
        }
        catch (NpgsqlException fault)
        {
            throw PlainFault(fault);
        }
    }

    // A write may have landed all the same, so it is for the grain to read again and decide.
    protected override Task Write(Func<Task> write, CancellationToken cancelled) => Plain(write);

    private static async Task Plain(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (NpgsqlException fault)
        {
            throw PlainFault(fault);
        }
    }

    private static IOException PlainFault(NpgsqlException fault) =>
        new($"The database failed: {fault.Message}");
}
