using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Docs;

/// <summary>The committed description is what the code says, every route is in it, nothing was taken back.</summary>
public sealed class DescriptionTests(WholeServer server) : IClassFixture<WholeServer>
{
    private const string Update = "STOREHOUSE_UPDATE_OPENAPI";

    private const string Advice =
        $"{Update}=1 dotnet run -c Release --project tests/Rest -- -class \"*DescriptionTests\"";

    private IEnumerable<RouteEndpoint> Routes =>
        server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public async Task Committed_EveryVersion_IsAsInTheCodeAndBreaksNothing()
    {
        var description = server.Services.GetRequiredService<Description>();
        foreach (var version in Versions())
        {
            var written = description.Find(version)!;
            var path = Path.Combine(ApiDescription.Folder, version + ".json");
            var committed = File.Exists(path) ? await File.ReadAllTextAsync(path, Cancelled) : "";
            if (committed == written)
            {
                continue;
            }

            var broken = committed.Length == 0 ? [] : BreakingChanges.Between(
                ApiDescription.Parse(committed), ApiDescription.Parse(written));
            Assert.True(
                broken.Count == 0,
                $"{version} would break its clients; make it a new version of the API. {string.Join("; ", broken)}");
            Assert.True(Environment.GetEnvironmentVariable(Update) is not null, $"{path} is behind the code: {Advice}");
            await File.WriteAllTextAsync(path, written, Cancelled);
        }
    }

    [Fact]
    public void Routes_Every_IsDescribedOrExcluded()
    {
        // What is not of the API are pages, and what OpenID Connect has a discovery document for.
        var silent = Routes.Where(route =>
            DescriptionWriter.PathOf(route).StartsWith(Routing.ApiPrefix + "/", StringComparison.Ordinal)
            && route.Metadata.GetMetadata<Operation>() is null
            && route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })
            .Select(DescriptionWriter.PathOf).ToList();
        Assert.True(silent.Count == 0, "Neither described nor excluded, see docs/DESCRIBING.md: "
            + string.Join(", ", silent));
        var hidden = Routes.Where(route =>
            route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true }
            && DescriptionWriter.PathOf(route).StartsWith(Routing.ApiPrefix + "/", StringComparison.Ordinal))
            .Select(DescriptionWriter.PathOf);
        Assert.Empty(hidden);
    }

    [Fact]
    public void Operations_Ids_AreUnique() => Assert.DoesNotContain(
        Routes.Where(route => route.Metadata.GetMetadata<Operation>() is not null)
            .Select(route => DescriptionWriter.PathOf(route).Split('/')[2]
                + route.Metadata.GetMetadata<Operation>()!.Id).CountBy(id => id),
        pair => pair.Value > 1);

    [Theory]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/openapi/v999.json", 404)]
    [InlineData("/openapi/v1.json?pretty=1", 400)]
    public async Task Document_AskedByAnyone_IsServed(string path, int status)
    {
        using var answer = await server.Anonymous.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 200)
        {
            var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancelled)).RootElement;
            Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IEnumerable<string> Versions() => Routes
        .Select(route => DescriptionWriter.PathOf(route).Split('/'))
        .Where(parts => parts is ["", "api", _, ..]).Select(parts => parts[2]).Distinct();
}
