using System.Text.RegularExpressions;

namespace Storehouse.Tests.Deploy.Kubernetes;

/// <summary>Every gateway lets through what the tested one does, and no more.</summary>
public sealed partial class RoutesTests(Rendered rendered)
{
    private static readonly string[] Prefixes =
    [
        "/.well-known", "/account", "/api/v1", "/api/v2", "/connect", "/docs", "/openapi", "/problems", "/register",
        "/sign-in",
    ];

    [Fact]
    public void Ingress_OfNginx_HasTheLocationsOfTheGateway()
    {
        var locations = Location().Matches(Repositories.Text("cluster/gateway/nginx.conf.template"))
            .Select(match => match.Groups[1].Value);
        var paths = rendered.Objects("overlays/local").Where(item => (string)item["kind"]! == "Ingress")
            .Select(item => (string)item["spec"]!["rules"]![0]!["http"]!["paths"]![0]!["path"]!);

        Assert.Equal(locations.Order(), paths.Order());
    }

    [Theory]
    [InlineData("overlays/aws")]
    [InlineData("overlays/gcp")]
    public void Ingress_OfACloud_HasTheSamePrefixes(string name)
    {
        var ingress = rendered.Objects(name).Single(item => (string)item["kind"]! == "Ingress");
        var paths = ingress["spec"]!["rules"]![0]!["http"]!["paths"]!.AsArray();

        Assert.Equal(Prefixes, paths.Select(path => (string)path!["path"]!).Order(StringComparer.Ordinal));
        Assert.Null(ingress["spec"]!["defaultBackend"]);
    }

    [Fact]
    public void Traefik_FileAndObjects_HaveTheLocationsOfTheGateway()
    {
        // Feeds need no route of their own there.
        var expected = Location().Matches(Repositories.Text("cluster/gateway/nginx.conf.template"))
            .Select(match => match.Groups[1].Value)
            .Where(path => !path.EndsWith("events$", StringComparison.Ordinal)).Distinct().Order();
        var file = Rule().Matches(Repositories.Text("cluster/gateway/traefik/routes.yaml"));
        var objects = rendered.Objects("overlays/traefik")
            .Single(item => (string)item["kind"]! == "IngressRoute");

        Assert.Equal(expected, file.Select(match => match.Groups[1].Value).Distinct().Order());
        Assert.Equal(
            expected,
            objects["spec"]!["routes"]!.AsArray()
                .Select(route => Rule().Match((string)route!["match"]!).Groups[1].Value).Distinct().Order());
    }

    [GeneratedRegex(@"location ~ \^(\S+) \{")]
    private static partial Regex Location();

    [GeneratedRegex(@"PathRegexp\(`\^([^`]+)`\)")]
    private static partial Regex Rule();
}
