using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Storehouse.Http.Limits;

/// <summary>What the server takes from a connection, and how long it waits for it.</summary>
public sealed class ServerLimitOptions
{
    public const string Section = "Storehouse:Server";

    /// <summary>Connections at once; more are closed. Default: 20,000.</summary>
    [Range(1, 1_000_000)]
    public long ConnectionsMax { get; set; } = 20_000;

    /// <summary>Bytes of all headers of a request; more: 431. Default: 32,768.</summary>
    [Range(4_096, 1_048_576)]
    public int HeaderBytesMax { get; set; } = 32_768;

    /// <summary>How long the headers of a request may take to come; longer: 408. Default: 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersWithin { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Slower bodies are given up: 408. Bytes a second. Default: 240.</summary>
    [Range(1, 1_000_000)]
    public double BodyRateMin { get; set; } = 240;

    /// <summary>How long a body may be slower before that. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01.100", "00:10:00")]
    public TimeSpan BodyGrace { get; set; } = TimeSpan.FromSeconds(5);
}

internal sealed class ServerLimits(IOptions<ServerLimitOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions server)
    {
        var wanted = options.Value;
        server.AddServerHeader = false;
        server.Limits.MaxConcurrentConnections = wanted.ConnectionsMax;
        server.Limits.MaxRequestHeadersTotalSize = wanted.HeaderBytesMax;
        server.Limits.RequestHeadersTimeout = wanted.HeadersWithin;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(wanted.BodyRateMin, wanted.BodyGrace);
    }
}
