using Storehouse.Identity;

namespace Storehouse.Tests.Identity;

public sealed class PasswordTests
{
    [Fact]
    public async Task Verify_HashOfThePassword_MatchesOnlyThat()
    {
        using var passwords = new Passwords();
        var cancelled = TestContext.Current.CancellationToken;
        var hash = await passwords.Hash("correct horse", cancelled);
        Assert.True(await passwords.Verify(hash, "correct horse", cancelled));
        Assert.False(await passwords.Verify(hash, "Correct horse", cancelled));
        Assert.False(await passwords.Verify(null, "correct horse", cancelled));
        Assert.NotEqual(hash, await passwords.Hash("correct horse", cancelled));
    }

    [Fact]
    public async Task Hash_TooManyAtOnce_RefusesTheRestAndRecovers()
    {
        using var passwords = new Passwords();
        using var stop = new CancellationTokenSource();
        var all = Enumerable.Range(0, 80).Select(_ => passwords.Hash("x", stop.Token)).ToArray();
        Assert.Contains(all, task => task.IsFaulted && task.Exception.InnerException is TimeoutException);
        await stop.CancelAsync();
        await Task.WhenAll(all).ContinueWith(
            _ => { },
            TestContext.Current.CancellationToken,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        Assert.NotEmpty(await passwords.Hash("x", TestContext.Current.CancellationToken));
    }
}
