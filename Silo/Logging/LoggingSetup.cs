using Storehouse.Hosting;

namespace Storehouse.Logging;

/// <summary>Where the log of a process goes: standard output, which whoever runs it collects.</summary>
public static class LoggingSetup
{
    /// <summary>What people are told at start goes here: never among the lines of a log for machines.</summary>
    public static TextWriter ForPeople(IConfiguration configuration) =>
        Read(configuration).IsEcs ? Console.Error : Console.Out;

    /// <param name="serviceName">Unless <c>OTEL_SERVICE_NAME</c> gives another.</param>
    public static void AddLog(this ILoggingBuilder logging, IConfiguration configuration, string serviceName)
    {
        if (!Read(configuration).IsEcs)
        {
            logging.AddConsole();
            return;
        }

        logging.AddConsole(console => console.FormatterName = EcsFormatter.FormatterName);
        logging.AddConsoleFormatter<EcsFormatter, EcsFormatterOptions>(
            formatter => formatter.ServiceName = configuration["OTEL_SERVICE_NAME"] ?? serviceName);
    }

    private static LoggingOptions Read(IConfiguration configuration) =>
        Settings.Read<LoggingOptions>(configuration, LoggingOptions.Section);
}
