using System.Net;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Bench.Sides;

/// <summary>Takes telemetry over HTTP and throws it away.</summary>
internal sealed class SilentCollector : IDisposable
{
    private readonly HttpListener _listener = new();

    public SilentCollector()
    {
        Address = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = Run();
    }

    public string Address { get; }

    public void Dispose() => _listener.Close();

    private async Task Run()
    {
        while (_listener.IsListening)
        {
            try
            {
                var request = await _listener.GetContextAsync();
                await request.Request.InputStream.CopyToAsync(Stream.Null);
                request.Response.ContentType = "application/x-protobuf";
                request.Response.Close();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException or IOException)
            {
                // A server went away in the middle, or the run is over.
            }
        }
    }
}
