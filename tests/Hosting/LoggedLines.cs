using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Storehouse.Tests.Hosting;

/// <summary>Keeps what the program logs under its own categories.</summary>
public sealed class LoggedLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Event, string Text)> _lines = new();

    public int Count(int eventId, string containing = "") =>
        _lines.Count(line =>
            line.Event == eventId && line.Text.Contains(containing, StringComparison.Ordinal));

    public override string ToString() => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Logger(_lines);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<(int Event, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is >= 5100 and < 5300)
            {
                lines.Enqueue((eventId.Id, $"{formatter(state, exception)} {exception?.Message}"));
            }
        }
    }
}
