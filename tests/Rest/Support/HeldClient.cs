using Storehouse.Tests.Described;

namespace Storehouse.Tests;

/// <summary>Clients whose every exchange with the API is held against its description.</summary>
internal static class HeldClient
{
    /// <summary>Whatever server it asks.</summary>
    public static HttpClient Anywhere() => new(Handler());

    public static HttpClient Of(Uri server) => new(Handler()) { BaseAddress = server };

    public static DescribedHandler Handler() =>
        Handler(new SocketsHttpHandler { AllowAutoRedirect = false });

    public static DescribedHandler Handler(HttpMessageHandler inner) => new(inner, Probes.Path);
}
