using System.Diagnostics;
using System.Globalization;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Books;

/// <summary>Replays a file on a server of its own and compares.</summary>
internal sealed class BooksRun(RunSettings settings) : IAsyncDisposable
{
    private const string OrdersPath = "/api/v1/imports/orders?source=online-retail";
    private const string Password = "Correct-Horse-42-Battery";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ImportLimit = TimeSpan.FromMinutes(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("storehouse-books-").FullName;
    private readonly int _port = ServerProcess.FreePort();
    private readonly Random _random = new(settings.Seed);
    private ServerProcess? _server;
    private BooksClient? _client;
    private long _peakMemory;

    public async Task<BooksReport> Run(CancellationToken cancellation)
    {
        var expected = ExpectedBooks.WorkOut(settings, cancellation);
        await Start(cancellation);
        var factor = settings.Factor.ToString(CultureInfo.InvariantCulture);
        var items = await Import(
            $"/api/v1/imports/items?opening_stock_factor={factor}", settings.Catalogue,
            Math.Min(settings.Kills, 1), cancellation);
        var started = Stopwatch.GetTimestamp();
        var processorBefore = _server!.ProcessorTime;
        var orders = await Import(OrdersPath, settings.Orders, settings.Kills, cancellation);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var processor = _server!.ProcessorTime - processorBefore;
        var check = new BooksCheck(_client!, await expected);
        await check.Import(items, orders, cancellation);
        await check.Books(cancellation);
        if (settings.Again)
        {
            check.Repeat(await Import(OrdersPath, settings.Orders, 0, cancellation));
            await check.Books(cancellation);
        }

        _peakMemory = Math.Max(_peakMemory, _server!.PeakMemory);
        return new(settings, elapsed, processor, _peakMemory, orders, check);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Start(CancellationToken cancellation)
    {
        _server = await ServerProcess.Start(
            new(
                Repository.Assembly("Api", "Storehouse.Api"),
                new Dictionary<string, string>
                {
                    ["Storehouse__DataPath"] = Path.Combine(_folder, "data"),
                    ["Storehouse__Admin__Password"] = Password,
                    ["Storehouse__Login__Enabled"] = "true",
                },
                _port,
                _folder),
            cancellation);
        _client = new(_server.BaseAddress, Password);
        await _client.Login(cancellation);
    }

    private async Task Stop()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task<ImportState> Import(
        string path, string file, int kills, CancellationToken cancellation)
    {
        var id = await _client!.Upload(path, file, cancellation);
        using var pause = new PeriodicTimer(PollInterval);
        var started = Stopwatch.StartNew();
        var killed = 0;
        var nextKill = NextKill(killed, kills);
        while (true)
        {
            var state = await _client.Get<ImportState>($"/api/v1/imports/{id}", cancellation);
            if (state.Status is "completed" or "failed")
            {
                return state;
            }

            if (started.Elapsed > ImportLimit)
            {
                throw new TimeoutException($"Import {id} is at {state.RowsDone} of {state.RowsTotal} rows.");
            }

            if (state.RowsTotal > 0 && (double)state.RowsDone / state.RowsTotal >= nextKill)
            {
                await Kill(cancellation);
                nextKill = NextKill(++killed, kills);
            }

            await pause.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>The part of the file after which to kill next: somewhere in each of as many parts.</summary>
    private double NextKill(int killed, int kills) =>
        killed == kills ? double.MaxValue : (killed + _random.NextDouble()) / kills;

    private async Task Kill(CancellationToken cancellation)
    {
        _peakMemory = Math.Max(_peakMemory, _server!.PeakMemory);
        _server.Kill();
        await Stop();
        await Start(cancellation);
    }
}
