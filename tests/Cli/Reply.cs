using System.Text;
using Microsoft.AspNetCore.Http;

namespace Storehouse.Tests.Cli;

/// <summary>What the stand-in does with one request.</summary>
public delegate Task Reply(HttpContext context);

public static class Replies
{
    public static Reply Json(int status, string body, params (string Name, string Value)[] headers) =>
        Body(status, "application/json", body, headers);

    public static Reply Problem(
        int status, string code, string detail, string more = "",
        params (string Name, string Value)[] headers) =>
        Body(status, "application/problem+json", ProblemBody(status, code, detail, more), headers);

    /// <param name="more">Further members, each with a comma before it.</param>
    public static string ProblemBody(int status, string code, string detail, string more = "") =>
        $$"""
        {"type":"/problems/{{code}}","title":"{{code}}","status":{{status}},"detail":"{{detail}}",
        "instance":"/api/v1/x","code":"{{code}}","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"{{more}}}
        """.ReplaceLineEndings("");

    public static Reply Body(
        int status, string media, string body, params (string Name, string Value)[] headers) =>
        async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = media;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
        };

    /// <summary>Sends frames of an event feed, then cuts the connection at a signal: what is still on its
    /// way when a connection is cut never arrives.</summary>
    public static Reply CutFeed(Task signal, params string[] frames) => async context =>
    {
        await SendFeedAsync(context, frames);
        await signal;
        context.Abort();
    };

    /// <summary>Sends frames of an event feed, then ends it as a server does that stops.</summary>
    public static Reply EndedFeed(params string[] frames) => context => SendFeedAsync(context, frames);

    /// <summary>Sends frames of an event feed and keeps the connection until the caller leaves.</summary>
    public static Reply Feed(params string[] frames) => async context =>
    {
        await SendFeedAsync(context, frames);
        var left = new TaskCompletionSource();
        using var leaving = context.RequestAborted.Register(left.SetResult);
        await left.Task;
    };

    /// <summary>One event as the feed sends it.</summary>
    public static string Frame(string id, string type, string data) =>
        $"id: {id}\nevent: {type}\ndata: {data}\n\n";

    private static async Task SendFeedAsync(HttpContext context, string[] frames)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        foreach (var frame in frames)
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(frame));
            await context.Response.Body.FlushAsync();
        }
    }
}
