using Orleans.Storage;
using Storehouse.Users;

namespace Storehouse.Tests.Storage;

/// <summary>What grain storage must do, on whatever database.</summary>
public abstract class GrainStorageTests
{
    private const string StateName = "test";

    protected abstract IGrainStorage Storage { get; }

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
        Assert.Equal(1, await CountRows(id));
        await Storage.ClearStateAsync(StateName, id, state, TestContext.Current.CancellationToken);
        Assert.Equal(0, await CountRows(id));
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

    [Fact]
    public async Task Write_FirstWritesAtOnce_OneSucceeds()
    {
        var id = NewId();
        var writes = Enumerable.Range(0, 8).Select(writer => Write(id, State($"{writer}"))).ToArray();
        await Task.WhenAll(writes).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal(1, writes.Count(write => write.IsCompletedSuccessfully));
        Assert.All(
            writes.Where(write => write.IsFaulted),
            write => Assert.IsType<InconsistentStateException>(write.Exception!.InnerException));
        Assert.Equal(
            $"{Array.FindIndex(writes, write => write.IsCompletedSuccessfully)}", await ReadText(id));
    }

    [Fact]
    public async Task Write_OneTagAtOnce_OneSucceeds()
    {
        var id = NewId();
        await Write(id, State("first"));
        var states = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Read(id)));
        var writes = states.Select(state => Write(id, state)).ToArray();
        await Task.WhenAll(writes).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.Equal(1, writes.Count(write => write.IsCompletedSuccessfully));
        Assert.Equal("2", (await Read(id)).ETag);
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

    /// <summary>Rows that the database holds of a grain.</summary>
    protected abstract Task<long> CountRows(GrainId id);
}
