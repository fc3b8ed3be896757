using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Storehouse.Tests.Deploy.Gateway;

/// <summary>What the API under test holds for the client of a request.</summary>
internal sealed record SeenClient(string? Address, string Scheme);

/// <summary>Watches the requests of this process' server; a request is told by its query.</summary>
internal sealed class SeenClients : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Ended = "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop";
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SeenClient>> _seen = new();
    private readonly List<IDisposable> _subscriptions = [];

    public SeenClients() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    /// <summary>The client of the request with this query, once it has been answered.</summary>
    public Task<SeenClient> Of(string query) => Awaited(query).Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.AspNetCore")
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: Ended, Value: HttpContext context })
        {
            Awaited(context.Request.QueryString.ToString()).TrySetResult(
                new(context.Connection.RemoteIpAddress?.ToString(), context.Request.Scheme));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private TaskCompletionSource<SeenClient> Awaited(string query) => _seen.GetOrAdd(
        query, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
