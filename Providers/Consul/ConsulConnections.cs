using System.Security.Cryptography.X509Certificates;

namespace Storehouse.Consul;

/// <summary>Connections to the agent, with the certificates of the options.</summary>
internal static class ConsulConnections
{
    // Long enough to be worth it, short enough that a moved agent or a new certificate is noticed.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    public static SocketsHttpHandler Open(ConsulOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = Lifetime,
            ConnectTimeout = options.Timeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        if (options.CaFile is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(options.CaFile);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (options.CertificateFile is not null)
        {
            handler.SslOptions.ClientCertificates =
                [X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile)];
        }

        return handler;
    }
}
