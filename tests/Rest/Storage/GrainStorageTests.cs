using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Storehouse.Users;

namespace Storehouse.Tests.Storage;

public sealed class GrainStorageTests(SharedServer shared)
{
    private const string StateName = "test";

    private IGrainStorage Storage =>
        shared.Server.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    [Fact]
    public async Task Write_TwoFirstWrites_RefusesTheSecond()
    {
        var id = NewId();
        await Write(id, State("first"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(id, State("second")));
        Assert.Equal("first", await ReadText(id));
    }

    [Fact]
    public async Task Write_StaleTag_IsRefused()
    {
        var id = NewId();
        var state = State("first");
        await Write(id, state);
        var stale = await Read(id);
        state.State = new UserNameState { UserId = "second" };
        await Write(id, state);
        stale.State = new UserNameState { UserId = "third" };
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(id, stale));
        Assert.Equal("second", await ReadText(id));
    }

    [Fact]
    public async Task Clear_State_DeletesTheRowAndMayBeWrittenAgain()
    {
        var id = NewId();
        var state = State("first");
        await Write(id, state);
        Assert.Equal(1, CountRows(id));
        await Storage.ClearStateAsync(StateName, id, state, TestContext.Current.CancellationToken);
        Assert.Equal(0, CountRows(id));
        Assert.False((await Read(id)).RecordExists);
        state.State = new UserNameState { UserId = "again" };
        await Write(id, state);
        Assert.Equal("again", await ReadText(id));
    }

    [Fact]
    public async Task Clear_StaleTag_IsRefused()
    {
        var id = NewId();
        var state = State("first");
        await Write(id, state);
        var stale = await Read(id);
        await Write(id, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(
            StateName, id, stale, TestContext.Current.CancellationToken));
        Assert.True((await Read(id)).RecordExists);
    }

    [Fact]
    public async Task Write_KeysThatReadAsOneNumberOrGuid_KeepsThemApart()
    {
        string[] keys =
        [
            "abc", "ABC", "0abc", "abc+x",
            "85123A", "85123a", "00000000000000000000000000000001", "00000000-0000-0000-0000-000000000001",
        ];
        foreach (var key in keys)
        {
            await Write(GrainId.Create("test-keys", key), State(key));
        }

        foreach (var key in keys)
        {
            Assert.Equal(key, await ReadText(GrainId.Create("test-keys", key)));
        }
    }

    [Fact]
    public async Task Write_ManyGrainsAtOnce_StoresEach()
    {
        var ids = Enumerable.Range(0, 200).Select(_ => NewId()).ToArray();
        await Task.WhenAll(ids.Select((id, index) => Write(id, State($"{index}"))));
        Assert.Equal(
            Enumerable.Range(0, 200).Select(index => $"{index}"), await Task.WhenAll(ids.Select(ReadText)));
    }

    private static GrainId NewId() => GrainId.Create("test", Guid.NewGuid().ToString("N"));

    private static GrainState<UserNameState> State(string text) => new(new UserNameState { UserId = text });

    private Task Write(GrainId id, GrainState<UserNameState> state) =>
        Storage.WriteStateAsync(StateName, id, state, TestContext.Current.CancellationToken);

    private async Task<GrainState<UserNameState>> Read(GrainId id)
    {
        var state = new GrainState<UserNameState>();
        await Storage.ReadStateAsync(StateName, id, state, TestContext.Current.CancellationToken);
        return state;
    }

    private async Task<string?> ReadText(GrainId id) => (await Read(id)).State?.UserId;

    private long CountRows(GrainId id)
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(shared.Server.DataPath, "grains.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM OrleansStorage WHERE GrainIdExtensionString = $key";
        command.Parameters.AddWithValue("$key", "=" + id.Key);
        return (long)command.ExecuteScalar()!;
    }
}
