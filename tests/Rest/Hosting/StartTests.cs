using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Storehouse.Tests.Hosting;

/// <summary>A start that cannot go on says why in one line, and ends with 1.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--Storehouse:Partitions=many", "Storehouse:Partitions", "whole number")]
    [InlineData("--Storehouse:Partitions=99", "Storehouse:Partitions", "between 1 and 32")]
    [InlineData("--Storehouse:DataPaht=x", "Storehouse:DataPaht", "not known")]
    [InlineData("--Storehouse:Orders:ReturnWindow=soon", "Storehouse:Orders:ReturnWindow", "duration")]
    [InlineData("--Storehouse:DataPath=/dev/null/data", "Storehouse:DataPath", "/dev/null/data")]
    public async Task Start_BadSetting_NamesIt(string setting, params string[] words) =>
        await Fails(words, setting);

    [Fact]
    public async Task Start_NoneOfAChoice_SaysWhichThereAre() => await Fails(
        ["Storehouse:Logging:Format", "'Json' is not one of Auto, Text, Ecs"], "--Storehouse:Logging:Format=Json");

    [Theory]
    [InlineData("Api", "Api [SETTINGS]", "--help")]
    [InlineData("Api", "Api [SETTINGS]", "--Storehouse:DataPath=nowhere", "-h")]
    [InlineData("Api", "storehouse 0", "--version")]
    [InlineData("Silo", "Silo [SETTINGS]", "--help")]
    public async Task Start_AskedForHelp_SaysWhatThereIsAndStartsNothing(
        string program, string word, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Path,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, $"Storehouse.{program}.dll") },
        };
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var said = await process.StandardOutput.ReadToEndAsync(bound.Token);
        var error = await process.StandardError.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        Assert.Equal((0, ""), (process.ExitCode, error));
        Assert.Contains(word, said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Start_PortInUse_NamesIt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await Fails(["Cannot listen", $":{port}", "--urls"], $"--urls=http://127.0.0.1:{port}");
    }

    [Theory]
    [InlineData("journal.db")]
    [InlineData("grains.db")]
    [InlineData("identity.db")]
    public async Task Start_FileIsNoDatabase_NamesIt(string file)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, file), new string('x', 8192));

        await Fails([file]);
    }

    [Fact]
    public async Task Start_ReadModelsAreDamaged_BuildsThemAnew()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "views.db"), new string('x', 8192));

        await using var api = await ApiProcessHost.Start(_folder.Path);
        var admin = await ApiCaller.SignIn(new Uri(api.Addresses.First()), "admin", WholeServer.AdminPassword);

        Assert.Equal(0, (await admin.Until("/orders", _ => true)).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Start_FolderInUse_NamesIt()
    {
        await using var first = await ApiProcessHost.Start(_folder.Path);

        await Fails([_folder.Path]);
    }

    private async Task Fails(string[] words, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Storehouse.Api.dll"),
                "--urls=http://127.0.0.1:0",
            },
        };
        if (!arguments.Any(argument => argument.Contains("DataPath", StringComparison.Ordinal)))
        {
            start.ArgumentList.Add($"--Storehouse:DataPath={_folder.Path}");
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var error = await process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            Assert.Equal(1, process.ExitCode);
            var line = Assert.Single(error.TrimEnd('\n').Split('\n'));
            Assert.StartsWith("storehouse: ", line, StringComparison.Ordinal);
            Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
