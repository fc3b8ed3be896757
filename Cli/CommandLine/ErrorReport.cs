using System.Net;
using Storehouse.Cli.Client;

namespace Storehouse.Cli.CommandLine;

/// <summary>Says what the server refused and why, each fault with its place, and what to do next.</summary>
internal static class ErrorReport
{
    public static ExitCode Write(Session session, StorehouseException fault)
    {
        var terminal = session.Terminal;
        if (terminal.IsJson && !terminal.PrintsRows && fault.Body.Length > 0)
        {
            terminal.WriteDocument(fault.Body.Span);
        }

        var code = fault.Problem is null ? "" : $" ({fault.Code})";
        terminal.Complain(Sentence(fault.Detail) + code);
        foreach (var detail in Details(fault))
        {
            terminal.Hint($"  {detail}");
        }

        terminal.Hint(Next(session, fault));
        if (fault.MaybeDone)
        {
            terminal.Hint(MaybeDone(session));
        }

        if (fault.Status >= HttpStatusCode.InternalServerError && fault.Problem?.TraceId is { } trace)
        {
            terminal.Hint($"Trace {trace} in the server's log has more.");
        }

        return ExitCodeOf(fault);
    }

    /// <summary>How to ask again for what may have been done; null when nothing was to be.</summary>
    public static string? MaybeDone(Session session) => session.TakenKey is { } key
        ? "The server may have done it all the same. To ask again without doing it twice, add "
            + $"--idempotency-key {key}"
        : null;

    public static ExitCode ExitCodeOf(StorehouseException fault) => fault.Status switch
    {
        null => fault.IsPassing ? ExitCode.Unavailable : ExitCode.Unexpected,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotSignedIn,
        HttpStatusCode.NotFound => ExitCode.NotFound,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ExitCode.Unavailable,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ExitCode.Refused,
        _ => ExitCode.Unexpected,
    };

    private static IEnumerable<string> Details(StorehouseException fault)
    {
        foreach (var error in fault.Errors)
        {
            var place = error.Place is { } pointer ? (pointer.Length == 0 ? "body" : pointer)
                : error.Parameter is { } parameter ? $"parameter {parameter}" : "request";
            yield return error.Code is null
                ? $"{place}: {error.Detail}"
                : $"{place}: {error.Detail ?? "not valid"} ({error.Code})";
        }

        foreach (var line in fault.Problem?.Lines ?? [])
        {
            yield return $"line {line.Line}: {line.Sku} requested {line.Requested}, "
                + $"available {line.Available}";
        }
    }

    private static string? Next(Session session, StorehouseException fault) => fault.Code switch
    {
        "cannot_connect" or "connection_lost" or "timeout" =>
            "Is the server running? Start it with 'dotnet run -c Release --project Api', or name another "
            + "with --server or STOREHOUSE_SERVER.",
        "bad_credentials" => null,
        "bad_second_factor" =>
            "Take the next code of the app, since each works once, or a recovery code. Without either, a "
            + "browser that is still signed in can turn the app off on the page /account/authenticator.",
        "forbidden" or "insufficient_scope" =>
            $"Sign in as someone who may: storehouse login{session.ServerArgument}",
        "out_of_stock" => "--partial takes what there is.",
        "insufficient_stock" when fault.Problem?.Available is { } available => $"Available: {available}.",
        "on_hand_mismatch" when fault.Problem?.OnHand is { } onHand => $"On hand: {onHand}.",
        "illegal_transition" when fault.Problem?.Allowed is { Count: > 0 } allowed =>
            $"Allowed: {string.Join(", ", allowed)}.",
        "precondition_required" => "--replace replaces it.",
        "idempotency_key_reused" => "Use a new key, or leave --idempotency-key out.",
        _ when fault.Status is HttpStatusCode.Unauthorized => SignIn(session),
        _ when fault.RetryAfter is { } wait => $"Try again in {Math.Ceiling(wait.TotalSeconds):0} s.",
        _ => null,
    };

    private static string SignIn(Session session)
    {
        if (Environment.GetEnvironmentVariable("STOREHOUSE_TOKEN") is { Length: > 0 })
        {
            return "The token in STOREHOUSE_TOKEN is not accepted here.";
        }

        var state = session.Credentials.Load().For(session.Server) is { } login
            && login.ExpiresAt <= TimeProvider.System.GetUtcNow()
                ? "The sign-in has expired; sign in again" : "Sign in first";
        return $"{state}: storehouse login{session.ServerArgument}";
    }

    private static string Sentence(string text) => text.TrimEnd().TrimEnd('.') + ".";
}
