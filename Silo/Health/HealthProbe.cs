using System.Net;

namespace Storehouse.Health;

/// <summary>
/// <c>health</c> on the command line: asks the process that listens here whether it is ready, for images
/// without a shell. It looks at <c>Urls</c> as that process does.
/// </summary>
public static class HealthProbe
{
    private const string Command = "health";
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(4);

    public static bool IsMeant(string[] args) => args is [Command, ..];

    /// <returns>0 when it is ready, else 1.</returns>
    public static async Task<int> Run(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables().AddCommandLine(args[1..]).Build();
        var first = (configuration["Urls"] ?? "http://localhost:5000").Split(';')[0];
        using var client = new HttpClient { Timeout = Within };
        try
        {
            using var answer = await client.GetAsync(Address(first));
            return answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"storehouse: {fault.Message}");
            return 1;
        }
    }

    /// <summary>A process that listens everywhere listens on loopback.</summary>
    internal static Uri Address(string url)
    {
        var address = BindingAddress.Parse(url);
        var isEverywhere = !IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
            ? address.Host is "*" or "+"
            : ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);
        var host = isEverywhere ? "localhost" : address.Host;
        return new($"{address.Scheme}://{host}:{address.Port}/health/ready");
    }
}
