using System.Globalization;
using Npgsql;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Servers;

/// <summary>A PostgreSQL server of the test's own: a free loopback port, an own data folder, gone afterwards.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private NativeProcess _process;

    private PostgresServer(string folder, int port)
    {
        _folder = folder;
        Port = port;
        _process = Launch();
    }

    public int Port { get; }

    /// <summary>Process id of the postmaster.</summary>
    public int Id => _process.Id;

    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>For the database <c>postgres</c>, as its owner.</summary>
    public string ConnectionString => ConnectionTo("postgres");

    /// <param name="settings">Lines for postgresql.conf, such as <c>max_connections = 200</c>.</param>
    public static async Task<PostgresServer> Start(params IEnumerable<string> settings)
    {
        var folder = ServerFolder.Create("postgres", User);
        var data = Path.Combine(folder, "data");
        await NativeProcess.Run(
            Program("initdb"),
            ["-D", data, "-U", User, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
            folder, User, StartWithin);
        await File.AppendAllLinesAsync(
            Path.Combine(data, "postgresql.conf"), ["listen_addresses = '127.0.0.1'", .. settings]);
        await File.AppendAllLinesAsync(Path.Combine(data, "pg_hba.conf"), ["host all all samenet trust"]);
        var server = new PostgresServer(folder, ServerProcess.FreePort());
        await server.WaitReady();
        return server;
    }

    /// <summary>
    /// Starts on a data folder that <paramref name="fill"/> makes, and waits for the end of a recovery.
    /// </summary>
    public static async Task<PostgresServer> Restored(Func<string, Task> fill)
    {
        var folder = ServerFolder.Create("postgres", User);
        await fill(Path.Combine(folder, "data"));
        var server = new PostgresServer(folder, ServerProcess.FreePort());
        await server.WaitReady();
        return server;
    }

    /// <summary>A temporary folder that the server's user owns.</summary>
    public static string NewFolder() => ServerFolder.Create("postgres", User);

    /// <summary>Runs a program to its end as the server's user.</summary>
    public static Task RunAsOwner(string program, params IEnumerable<string> arguments) =>
        NativeProcess.Run(program, arguments, Path.GetTempPath(), User, StartWithin);

    public string ConnectionTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Database = database,
    }.ToString();

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabase(string name)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE \"{name}\"";
        await command.ExecuteNonQueryAsync();
        return ConnectionTo(name);
    }

    /// <summary>Ends it at once without closing anything, as <c>pg_ctl stop -m immediate</c> does.</summary>
    public async Task Abort()
    {
        _process.Signal("QUIT");
        await _process.WaitForExit(StartWithin);
    }

    /// <summary>SIGKILL to the postmaster and every process under it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>To the postmaster alone.</summary>
    public void Signal(string name) => _process.Signal(name);

    /// <summary>To the postmaster and every process under it, such as all sessions.</summary>
    public void SignalAll(string name) => _process.SignalAll(name);

    /// <summary>Starts it again after it ended.</summary>
    public async Task Restart()
    {
        await _process.DisposeAsync();
        File.Delete(Path.Combine(DataFolder, "postmaster.pid"));
        _process = Launch();
        await WaitReady();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Signal("INT");
        try
        {
            await _process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        await _process.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Program(string name)
    {
        var versions = Directory.GetDirectories("/usr/lib/postgresql");
        var newest = versions.MaxBy(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            ?? throw new InvalidOperationException("PostgreSQL is not installed: run tests/install.sh.");
        return Path.Combine(newest, "bin", name);
    }

    private NativeProcess Launch() => new(
        Program("postgres"),
        [
            "-D", DataFolder, "-p", $"{Port}",
            "-c", $"unix_socket_directories={_folder}",
        ],
        _folder, User);

    private Task WaitReady() => _process.WaitReady(Answers, StartWithin);

    private async Task<bool> Answers()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=2");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT NOT pg_is_in_recovery()";
            return (bool)(await command.ExecuteScalarAsync())!;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }
}
