using Xunit;

namespace Storehouse.Tests.Sqlite;

public sealed class SqliteCrashTests
{
    private const int Rounds = 24;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_AfterKillsAtAnyMoment_HasAllThatWasAcknowledgedAndNothingByHalf()
    {
        var seed = TestSeed.Next();
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        long[]? versions = null;
        for (var round = 0; round < Rounds; round++)
        {
            using var writer = WriterProcess.Start(folder.Path);

            // Some die while they open the journal, the others after any number of commits.
            var commits = round % 6 == 0 ? 0 : random.Next(1, 800);
            await writer.ReadUntil(
                (written, line) => commits == 0 ? line == "opening" : written.Commits >= commits,
                Cancellation);
            await writer.Kill(Cancellation);

            Assert.Equal(0, writer.Failures);
            versions = await WrittenJournal.Check(folder.Path, writer, versions, Cancellation);
        }

        await WrittenJournal.Check(folder.Path, null, null, Cancellation);
        Assert.Equal("ok", WrittenJournal.CheckIntegrity(folder));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} kills, {versions!.Sum()} commits");
        Assert.All(versions!, version => Assert.True(version > Rounds / 2));
    }
}
