using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Storehouse.Http;

/// <summary>
/// Gives a problem to requests that the server refuses by itself, before there is a pipeline to answer: what it
/// cannot read, what is too long, what does not come. Left alone it answers with a bare status. It says so to whoever
/// listens before it answers, and that is the one moment to be faster than it.
/// </summary>
internal sealed class RefusedRequests(DiagnosticListener server)
    : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Refused = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";
    private IDisposable? _subscription;

    public void Begin() => _subscription = server.Subscribe(this, name => name == Refused);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // What was refused while it was worked on, the pipeline has answered, or answers.
        if (value is { Key: Refused, Value: IFeatureCollection features }
            && features.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && features.Get<IHttpResponseBodyFeature>() is { } body
            && features.Get<IConnectionTransportFeature>() is { } connection
            && features.Get<IHttpRequestFeature>() is { } request
            && !HttpMethods.IsHead(request.Method)
            && IsOfOneRequestAtATime(features))
        {
            Answer(request, response, body, connection.Transport.Output);
        }
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }

    public void Dispose() => _subscription?.Dispose();

    // Of HTTP/1. Frames of HTTP/2 share a connection, on which nothing else can be written.
    private static bool IsOfOneRequestAtATime(IFeatureCollection features) =>
        features.Get<IHttp2StreamIdFeature>() is null;

    private static void Answer(
        IHttpRequestFeature request, IHttpResponseFeature response, IHttpResponseBodyFeature body, PipeWriter output)
    {
        using var trace = new Activity("refused").Start();
        var problem = Of(response.StatusCode).Encode(request.Path ?? "");
        ResponseHeaders.ApplyAlways(response.Headers);
        response.Headers.CacheControl = "no-store";
        response.Headers.Connection = "close";
        response.Headers.ContentType = Problem.MediaType;
        response.Headers.ContentLength = problem.Length;

        // The server has no body to write to before it has read a request: the head goes through it, so that it
        // knows that it has answered, and the body to where it writes as well. It does so at once unless the client
        // has sent requests and not read the answers to them; to such a one the connection ends with the head.
        if (body.StartAsync().IsCompletedSuccessfully)
        {
            _ = output.WriteAsync(problem).AsTask();
        }
    }

    private static Problem Of(int status)
    {
        var kind = ProblemKind.OfStatus(status);
        return Problems.Of(kind.Status == status ? kind : kind with { Status = status }, kind.Advice);
    }
}
