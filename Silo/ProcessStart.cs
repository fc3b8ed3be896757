using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;
using Storehouse.Clustering;
using Storehouse.Logging;
using Storehouse.Storage;

namespace Storehouse.Hosting;

/// <summary>What every process does when it starts, and how it says that it cannot.</summary>
public static class ProcessStart
{
    private const string SecretsPath = $"{StorehouseOptions.Section}:{nameof(StorehouseOptions.SecretsPath)}";

    /// <returns>0 after a stop that was asked for; 1 when the start failed, after one line that says why.</returns>
    public static async Task<int> Run(Func<Task> process)
    {
        try
        {
            await process();
            return 0;
        }
        catch (Exception fault) when (fault is StartupException or InvalidDataException)
        {
            // A damaged or newer store; its message names it.
            await Console.Error.WriteLineAsync($"storehouse: {fault.Message}");
            return 1;
        }
    }

    /// <summary>Reads the settings from where .NET programs have them.</summary>
    public static WebApplicationBuilder Builder(string[] args, string serviceName)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

        // First, so that every other source overrides them.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Storehouse"] = "Information",
            },
        });
        if (builder.Configuration[SecretsPath] is { } secrets)
        {
            var folder = Path.GetFullPath(secrets);
            if (!Directory.Exists(folder))
            {
                throw new StartupException($"The setting {SecretsPath} names no folder: {folder}.");
            }

            builder.Configuration.Sources.Insert(1, new KeyPerFileConfigurationSource
            {
                FileProvider = new PhysicalFileProvider(folder),
            });
        }

        builder.Logging.ClearProviders();
        builder.Logging.AddLog(builder.Configuration, serviceName);
        return builder;
    }

    /// <exception cref="StartupException">A setting is wrong; the message names it.</exception>
    public static StoreLocation Stores(WebApplicationBuilder builder)
    {
        var settings = Settings.Read<StorehouseOptions>(builder.Configuration, StorehouseOptions.Section);
        return StoreLocation.Read(builder.Configuration, EmbeddedData.Folder(settings.DataPath));
    }

    /// <summary>Loggers as configured, for what is opened before the host.</summary>
    public static ILoggerFactory Loggers(WebApplicationBuilder builder, string serviceName) =>
        LoggerFactory.Create(logging => logging
            .AddConfiguration(builder.Configuration.GetSection("Logging"))
            .AddLog(builder.Configuration, serviceName));

    /// <summary>Says that Consul could not be asked; null when that is not what failed.</summary>
    public static string? Unreachable(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            // Of all that a start asks, Consul alone is asked by HTTP.
            if (fault is HttpRequestException)
            {
                return $"Consul ({ClusterSettings.ConsulSection}:Address) cannot be used: {fault.Message}";
            }
        }

        return null;
    }

    /// <exception cref="StartupException">It cannot listen, or cannot join what it needs.</exception>
    public static async Task Listen(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception fault) when (Unreachable(fault) is { } reason)
        {
            await app.DisposeAsync();
            throw new StartupException(reason);
        }
        catch (OrleansConfigurationException fault)
        {
            await app.DisposeAsync();
            throw new StartupException(fault.Message);
        }
        catch (Exception fault) when (fault is AddressInUseException || fault.GetBaseException() is SocketException)
        {
            await app.DisposeAsync();
            throw new StartupException($"Cannot listen: {fault.Message} Give another address with --urls.");
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
