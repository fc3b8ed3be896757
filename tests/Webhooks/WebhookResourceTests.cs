using System.Net;

namespace Storehouse.Tests.Webhooks;

public sealed class WebhookResourceTests(Host host)
{
    private const string Path = "/webhooks";
    private readonly Shop _shop = host.Shop;

    [Fact]
    public async Task Post_Sound_CreatedWithASecretThatIsNeverShownAgain()
    {
        var made = await _shop.Post(Path, """
            {"url":"https://example.org/hook","types":["order.*","stock.received.v1"],"description":"ours"}
            """);
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.StartsWith("whsec_", Shop.Text(made.Json, "secret"), StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(Shop.Text(made.Json, "secret")[6..]).Length);
        var id = Shop.Text(made.Json, "id");
        Assert.Equal($"/api/v1/webhooks/{id}", made.Header("Location"));
        Assert.Equal("\"1\"", made.Header("ETag"));
        Assert.Equal("no-store", made.Header("Cache-Control"));

        var shown = await _shop.Get($"{Path}/{id}");
        Assert.False(shown.Json.TryGetProperty("secret", out _));
        Assert.Equal("enabled", Shop.Text(shown.Json, "status"));
        Assert.Equal(2, shown.Json.GetProperty("types").GetArrayLength());
        Assert.DoesNotContain("whsec_", (await _shop.Get(Path)).Text, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.NotModified,
            (await _shop.Send("GET", $"{Path}/{id}", null, ("If-None-Match", "\"1\""))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await _shop.Send("DELETE", $"{Path}/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _shop.Get($"{Path}/{id}")).Status);
    }

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("https://user:secret@example.org/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://167772161/")]
    [InlineData("https://012.0.0.1/")]
    [InlineData("https://0xa.1/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[64:ff9b::a00:1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    public async Task Post_UrlThatMustNotBeCalled_Refused(string url)
    {
        var answer = await _shop.Post(Path, $$"""{"url":"{{url}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(["/url invalid_value"], answer.Faults);
    }

    [Fact]
    public async Task Post_BadInput_EveryFault()
    {
        var answer = await _shop.Post(
            Path, """{"url":"nonsense","types":["Order*",7],"after":"evt_x","colour":"red"}""");
        Assert.Equal(
            ["/after invalid_format", "/colour unknown_field", "/types invalid_format", "/types/1 wrong_type",
                "/url invalid_format"],
            answer.Faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Post_SameKeyAgain_FirstAnswerByteForByte()
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString("N"));
        const string Body = """{"url":"https://example.org/twice"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _shop.Send("POST", Path, Body, key)));
        Assert.All(answers, answer => Assert.Equal(
            (HttpStatusCode.Created, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(3, answers.Count(answer => answer.Header("Idempotent-Replayed") == "true"));
        var other = await _shop.Send("POST", Path, """{"url":"https://example.org/other"}""", key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        await _shop.Send("DELETE", $"{Path}/{Shop.Text(answers[0].Json, "id")}");
    }

    [Fact]
    public async Task Patch_StaleVersion_412_AndSecretsOverlapOnRotation()
    {
        var id = Shop.Text((await _shop.Post(Path, """{"url":"https://example.org/patch"}""")).Json, "id");
        var changed = await _shop.Send(
            "PATCH", $"{Path}/{id}", """{"status":"disabled","types":["order.*"]}""", ("If-Match", "\"1\""));
        Assert.Equal(("disabled", "requested"), (
            Shop.Text(changed.Json, "status"), Shop.Text(changed.Json, "disabled_reason")));
        var stale = await _shop.Send("PATCH", $"{Path}/{id}", "{}", ("If-Match", "\"1\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.Status);

        var rotated = await _shop.Post($"{Path}/{id}/secret", """{"overlap":"PT1H"}""");
        Assert.Equal(2, rotated.Json.GetProperty("secrets").GetArrayLength());
        Assert.StartsWith("whsec_", Shop.Text(rotated.Json, "secret"), StringComparison.Ordinal);
        await _shop.Send("DELETE", $"{Path}/{id}");
    }

    [Fact]
    public async Task Secrets_InTheFile_NotInTheClear()
    {
        var made = await _shop.Post(Path, """{"url":"https://example.org/sealed"}""");
        var secret = Shop.Text(made.Json, "secret")[6..];
        foreach (var file in Directory.GetFiles(host.Folder, "webhooks.db*"))
        {
            using var stream = new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(
                secret, await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await _shop.Send("DELETE", $"{Path}/{Shop.Text(made.Json, "id")}");
    }
}
