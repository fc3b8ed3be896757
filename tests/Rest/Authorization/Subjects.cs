using System.Text.RegularExpressions;
using Storehouse.Http;

namespace Storehouse.Tests.Authorization;

/// <summary>What the rows are about. Orders are made anew for each request: it may change them.</summary>
internal sealed partial class Subjects(
    ApiCaller admin, ApiCaller owner, string ownerId, string bystanderId, string sku)
{
    public static async Task<Subjects> Create(ApiCaller admin, ApiCaller owner)
    {
        var sku = "MATRIX-1";
        const string Item = """{"name":"Thing","unit_price":{"amount":1,"currency":"GBP"}}""";
        Assert.Equal(201, (await admin.Send("PUT", $"/items/{sku}", Item)).Status);
        Assert.Equal(201, (await admin.Post(
            $"/inventory/{sku}/receipts", """{"quantity":1000000,"reason":"stock"}""")).Status);

        // Somebody who does not come: administrators lock them.
        var bystander = await admin.Send(
            "POST", "/users", $$"""{"username":"bystander","password":"{{WholeServer.AdminPassword}}"}""");
        Assert.Equal(201, bystander.Status);
        return new(admin, owner, await IdOf(owner), bystander.Json.GetProperty("id").GetString()!, sku);

        static async Task<string> IdOf(ApiCaller caller) =>
            (await caller.Get("/users/me")).Json.GetProperty("id").GetString()!;
    }

    /// <summary>The path of a row's request.</summary>
    public Task<string> PathOf(AccessRow row) => Fill(row.Path ?? row.Pattern
        .Replace(Routing.V1 + "/orders/{id}", Routing.V1 + "/orders/{placed}", StringComparison.Ordinal)
        .Replace(Routing.V1 + "/users/{id}", Routing.V1 + "/users/{bystander}", StringComparison.Ordinal));

    public async Task<string> Fill(string text)
    {
        foreach (var name in Parameter().Matches(text).Select(match => match.Value).Distinct())
        {
            text = text.Replace(name, await Make(name), StringComparison.Ordinal);
        }

        return text;
    }

    private async Task<string> Make(string name) => name switch
    {
        "{sku}" => sku,
        "{owner}" => ownerId,
        "{bystander}" => bystanderId,
        "{placed}" => await Place(),
        "{held}" => await Place(""","hold":"PT15M" """),
        "{shipped}" => await Ship(await Place()),
        _ => "nothing",
    };

    private async Task<string> Place(string more = "")
    {
        var placed = await owner.Post("/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":1}]{{more}}}""");
        Assert.Equal(201, placed.Status);
        return placed.Json.GetProperty("id").GetString()!;
    }

    private async Task<string> Ship(string order)
    {
        Assert.Equal(201, (await admin.Post($"/orders/{order}/shipments", "{}")).Status);
        return order;
    }

    [GeneratedRegex(@"\{[a-z]\w*(:[^}]*)?\??\}")]
    public static partial Regex Parameter();
}
