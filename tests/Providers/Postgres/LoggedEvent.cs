using Microsoft.Extensions.Logging;

namespace Storehouse.Tests.Postgres;

/// <summary>Completes when an event of this number is logged.</summary>
internal sealed class LoggedEvent(int number) : ILoggerProvider, ILogger
{
    private readonly TaskCompletionSource _logged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Logged => _logged.Task;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == number)
        {
            _logged.TrySetResult();
        }
    }

    public void Dispose()
    {
    }
}
