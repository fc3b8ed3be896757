using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Feeds;

/// <summary>Thousands of browsers that wait for something to happen.</summary>
[Collection(OwnServers.Name)]
public sealed class ManyFeedsTests
{
    private const int Feeds = 5_000;
    private const int DialsAtOnce = 64;
    private const long BytesMax = 1L << 30;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Feeds_FiveThousandIdle_WithinAGibibyteAndAllHearTheNextEvent()
    {
        var folder = Directory.CreateTempSubdirectory("storehouse-");
        await using (var server = await ServerProcess.Start(
            Host.Process(folder.FullName, ServerProcess.FreePort()), TestContext.Current.CancellationToken))
        {
            using var shop = await Shop.Enter(server.BaseAddress);
            using var bound = new CancellationTokenSource(Within);
            await shop.Stock(1);
            var before = Resident(server.Id);
            var sockets = await Dial(shop, bound.Token);
            var with = Resident(server.Id);
            var hearing = Task.WhenAll(sockets.Select(socket => Hear(socket, "item.defined.v1", bound.Token)));
            var started = TimeProvider.System.GetTimestamp();
            await shop.Stock(1);
            await hearing;
            var heard = TimeProvider.System.GetElapsedTime(started);
            Array.ForEach(sockets, socket => socket.Dispose());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Feeds} idle feeds: {with / 1e6:0} MB resident, {(with - before) / 1e3 / Feeds:0.0} kB each; "
                + $"all heard an event within {heard.TotalMilliseconds:0} ms"));
            Assert.InRange(with, 0, BytesMax);
            Assert.InRange(Resident(server.Id), 0, BytesMax);
        }

        folder.Delete(recursive: true);
    }

    private static async Task<Socket[]> Dial(Shop shop, CancellationToken bound)
    {
        var sockets = new Socket[Feeds];
        await Parallel.ForAsync(
            0, Feeds, new ParallelOptions { MaxDegreeOfParallelism = DialsAtOnce, CancellationToken = bound },
            async (number, cancellation) =>
            {
                sockets[number] = await shop.Dial("/events", receiveBuffer: null, cancellation);
                await Hear(sockets[number], "id: evt_", cancellation);
            });
        return sockets;
    }

    /// <summary>Reads until something was said.</summary>
    private static async Task Hear(Socket socket, string words, CancellationToken bound)
    {
        var said = new StringBuilder();
        var buffer = new byte[2048];
        while (!said.ToString().Contains(words, StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer, bound);
            Assert.True(count > 0, $"The feed ended: {said}");
            said.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    private static long Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(
            line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return 1024 * long.Parse(kibibytes, CultureInfo.InvariantCulture);
    }
}
