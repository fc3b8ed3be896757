using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Tests;

/// <summary>Routes that do nothing but follow the conventions, for tests of these.</summary>
internal static class Probes
{
    public const string Path = "/api/v1/probe";
    public const int LimitBytes = 4096;

    public static void MapProbes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path + "/open", () => Results.Ok()).AllowAnonymous();
        routes.MapGet(Path + "/closed", () => Results.Ok());
        routes.MapGet(Path + "/inventory", () => Results.Ok()).RequireScope(Scopes.InventoryWrite);
        routes.MapGet(Path + "/caller", (Caller caller) =>
            Results.Text($"{caller.Id} {caller.IsStaff} {caller.IsAdmin}"));
        routes.MapGet(Path + "/fails/{how}", (string how) => Fail(how)).AllowAnonymous();
        routes.MapPost(Path + "/body", (Delegate)ReadBody).AllowAnonymous();
        routes.MapGet(Path + "/query", ReadQuery).AllowAnonymous();
        routes.MapPost(Path + "/key", (Delegate)ReadKey).AllowAnonymous();
        routes.MapGet(Path + "/prefer", ReadPreferences).AllowAnonymous();
    }

    private static IResult Fail(string how) => throw (how switch
    {
        "io" => new IOException("disk of host-7 gone"),
        "timeout" => new TimeoutException("silo S10.0.0.1"),
        "orleans" => new SiloUnavailableException("silo S10.0.0.1"),
        "bad-request" => new BadHttpRequestException("inner detail"),
        _ => new InvalidOperationException("secret detail"),
    });

    private static async Task<IResult> ReadBody(HttpContext context)
    {
        using var body = await JsonBody.Read(context, LimitBytes);
        var text = body.RequiredString("text", max: 5);
        var notes = body.OptionalString("notes", max: 100, multiline: true);
        var count = body.RequiredInt("count", 1, 100);
        var flag = body.OptionalBoolean("flag");
        var role = body.OptionalEnum<UserRole>("role");
        var hold = body.OptionalDuration("hold", TimeSpan.FromDays(30));
        var inner = body.OptionalStruct("inner", fields => fields.RequiredInt("depth", 0, 9));
        var lines = body.OptionalArray("lines", 1, 3, line => line.RequiredString("sku", max: 10));
        var map = body.OptionalMap("map", entriesMax: 2, nameMax: 5, valueMax: 5);
        if (body.Problem() is { } problem)
        {
            return problem;
        }

        var heads = string.Join(',', lines ?? []);
        return Results.Text($"{text}|{notes}|{count}|{flag}|{role}|{hold}|{inner}|{heads}|{map?.Count}");
    }

    private static IResult ReadQuery(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        var limit = query.Limit();
        var from = query.Time("from");
        var available = query.Boolean("available");
        var role = query.Enum<UserRole>("role");
        var cursor = query.Cursor("probe");
        var text = query.Text("q", max: 5);
        var sort = query.OneOf("sort", "name", "-name");
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        return Results.Text($"{limit}|{from:O}|{available}|{role}|{cursor?[0]}|{text}|{sort}");
    }

    private static async Task<IResult> ReadKey(HttpContext context)
    {
        using var body = await JsonBody.Read(context, allowEmpty: true);
        var problem = body.Problem()
            ?? IdempotencyKey.Read(context.Request, "me", body.Raw, required: true, out _);
        return problem is null ? Results.NoContent() : problem;
    }

    private static IResult ReadPreferences(HttpContext context)
    {
        var preferences = Preferences.Read(context.Request);
        preferences.Applied(context.Response);
        return Results.Text($"{preferences.RespondAsync}|{preferences.Wait?.TotalSeconds}");
    }
}
