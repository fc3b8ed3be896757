using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Storehouse.Tests.Storage;

[Collection(PostgresCollection.Name)]
public sealed class PostgresGrainStorageTests(PostgresSilo silo)
    : GrainStorageTests, IClassFixture<PostgresSilo>
{
    protected override IGrainStorage Storage =>
        silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    [Fact]
    public async Task Reminder_Registered_FiresUntilItIsRemoved()
    {
        var alarm = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IAlarmGrain>("a");

        await alarm.Set().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(1, await CountReminders());
        await alarm.Rang().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await alarm.Set();
        await alarm.Unset();
        Assert.Equal(0, await CountReminders());
    }

    protected override async Task<long> CountRows(GrainId id)
    {
        await using var command = silo.Database.DataSource.CreateCommand(
            "SELECT count(*) FROM orleansstorage WHERE grainidextensionstring = $1");
        command.Parameters.Add(new() { Value = "=" + id.Key });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task<long> CountReminders()
    {
        await using var command = silo.Database.DataSource.CreateCommand(
            "SELECT count(*) FROM orleansreminderstable");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
