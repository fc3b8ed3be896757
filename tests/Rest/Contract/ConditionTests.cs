namespace Storehouse.Tests.Contract;

/// <summary>Strong tags on everything that can be read, and what conditions on them do.</summary>
public sealed class ConditionTests(WholeServer server) : IClassFixture<WholeServer>
{
    private const string Thing = """{"name":"Thing","unit_price":{"amount":1,"currency":"GBP"}}""";

    [Fact]
    public async Task Read_AnyResource_HasAStrongTagThatSparesTheNextRead()
    {
        var (sku, order, user) = await Subjects();
        string[] paths =
        [
            "/users/me", $"/users/{user}", "/users/me/export", $"/items/{sku}", "/items?q=thing",
            $"/inventory/{sku}", $"/inventory/{sku}/ledger", $"/orders/{order}", $"/orders?sku={sku}", "/imports",
            "/cluster",
        ];
        foreach (var path in paths)
        {
            var read = await server.Admin.Get(path);
            var tag = read.Header("ETag");
            Assert.True(tag is ['"', .., '"'], $"{path}: {tag}");
            var again = await server.Admin.Get(path, ("If-None-Match", $"\"other\", {tag}"));
            Assert.Equal((304, "", tag), (again.Status, again.Text, again.Header("ETag")));
            Assert.Equal(200, (await server.Admin.Get(path, ("If-None-Match", "\"other\""))).Status);
        }
    }

    [Fact]
    public async Task Change_StaleVersion_RefusedWithTheCurrentOne()
    {
        var (sku, order, user) = await Subjects();
        (string Method, string Path, string Body)[] changes =
        [
            ("PATCH", "/users/me", """{"name":"Somebody"}"""),
            ("POST", $"/users/{user}/unlock", "{}"),
            ("PUT", $"/items/{sku}", Thing),
            ("PATCH", $"/items/{sku}", """{"name":"Thing"}"""),
            ("POST", $"/inventory/{sku}/receipts", """{"quantity":1,"reason":"more"}"""),
            ("POST", $"/orders/{order}/cancel", "{}"),
        ];
        foreach (var (method, path, body) in changes)
        {
            var stale = await server.Admin.Send(
                method, path, body, WholeServer.NewKey(), ("If-Match", "\"987654\""));
            Assert.Equal((412, "version_mismatch"), (stale.Status, stale.Code));
            var current = stale.Json.GetProperty("current_version").GetInt64();
            var changed = await server.Admin.Send(
                method, path, body, WholeServer.NewKey(), ("If-Match", $"\"{current}\""));
            Assert.True(changed.Status is 200 or 201, $"{method} {path}: {changed.Text}");
        }
    }

    [Fact]
    public async Task PutItem_OnlyIfNew_DoesNotReplace()
    {
        var path = "/items/N-" + WholeServer.NewKey();
        (string, string) onlyNew = ("If-None-Match", "*");
        Assert.Equal(201, (await server.Admin.Send("PUT", path, Thing, null, onlyNew)).Status);
        var other = Thing.Replace("Thing", "Other", StringComparison.Ordinal);
        var second = await server.Admin.Send("PUT", path, other, null, onlyNew);
        Assert.Equal((412, 1), (second.Status, second.Json.GetProperty("current_version").GetInt32()));
        Assert.Equal("Thing", (await server.Admin.Get(path)).Json.GetProperty("name").GetString());
    }

    private async Task<(string Sku, string Order, string User)> Subjects()
    {
        var sku = await server.Stock(10);
        var placed = await server.Admin.Post("/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":1}]}""");
        var me = await server.Customer.Get("/users/me");
        return (sku, placed.Json.GetProperty("id").GetString()!, me.Json.GetProperty("id").GetString()!);
    }
}
