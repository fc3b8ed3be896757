using System.Net;
using Storehouse.Hosting;
using Storehouse.Http;
using Storehouse.Tests.Hosting;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Contract;

public sealed class CrossOriginTests(SharedServer shared)
{
    private const string Shop = "https://shop.example";
    private const string Open = Probes.Path + "/open";

    [Fact]
    public async Task Browser_NothingConfigured_AllowedNothing()
    {
        using var simple = await shared.Server.Send(Get(Open).With("Origin", Shop));
        using var preflight = await shared.Server.Send(Preflight(Shop));
        Assert.DoesNotContain(simple.Headers.Concat(preflight.Headers), IsOfCors);
    }

    [Fact]
    public async Task Browser_OriginIsNamed_MayCallAndSeeTheHeaders()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RestServer.Start(
            folder.Path, clock: null, ("Storehouse:Cors:Origins:0", Shop), ("Storehouse:Cors:Credentials", "true"));

        using var preflight = await server.Send(Preflight(Shop));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(Shop, Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Header(preflight, "Access-Control-Allow-Credentials"));
        Assert.Contains("PATCH", Header(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key", Header(preflight, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Equal("600", Header(preflight, "Access-Control-Max-Age"));

        // Errors, too: a page that cannot read them can tell its visitor nothing.
        foreach (var path in new[] { Open, Probes.Path + "/closed", Probes.Path + "/fails/io", "/api/v1/nothing" })
        {
            using var answer = await server.Send(Get(path).With("Origin", Shop));
            Assert.Equal(Shop, Header(answer, "Access-Control-Allow-Origin"));
            Assert.Contains("Origin", string.Join(", ", answer.Headers.Vary), StringComparison.Ordinal);
            var exposed = Header(answer, "Access-Control-Expose-Headers");
            Assert.All(
                ["ETag", "Link", "Location", "RateLimit", "Retry-After", "Idempotent-Replayed"],
                name => Assert.Contains(name, exposed, StringComparison.Ordinal));
        }

        using var foreign = await server.Send(Get(Open).With("Origin", "https://elsewhere.example"));
        using var foreignPreflight = await server.Send(Preflight("https://elsewhere.example"));
        Assert.DoesNotContain(
            foreign.Headers.Concat(foreignPreflight.Headers), header => header.Key == "Access-Control-Allow-Origin");
    }

    [Theory]
    [InlineData("--Storehouse:Cors:Credentials=true", "--Storehouse:Cors:Origins:0=*")]
    [InlineData("--Storehouse:Cors:Origins:0=https://shop.example/page")]
    [InlineData("--Storehouse:Cors:Origins:0=shop.example")]
    public async Task Start_OriginsThatWouldHarm_Refused(params string[] settings)
    {
        using var folder = new TemporaryFolder();
        var fault = await Assert.ThrowsAsync<StartupException>(() => ApiProcessHost.Start(folder.Path, settings));
        Assert.Contains(CrossOriginOptions.Section, fault.Message, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Preflight(string origin) => new HttpRequestMessage(HttpMethod.Options, Open)
        .With("Origin", origin)
        .With("Access-Control-Request-Method", "PATCH")
        .With("Access-Control-Request-Headers", "authorization,idempotency-key");

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.GetValues(name));

    private static bool IsOfCors(KeyValuePair<string, IEnumerable<string>> header) =>
        header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase);
}
