using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Storehouse.Tests.Hosting.Tls;

/// <summary>Connects to a port by hand, to see whether it is let in.</summary>
internal static class Peer
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    /// <summary>Shows a certificate, or none, and waits until it is sent away.</summary>
    public static async Task IsSentAway(int port, X509Certificate2? certificate)
    {
        using var limit = new CancellationTokenSource(Within);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        await using var tls = new SslStream(socket.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "anyone",
                    ClientCertificateContext = certificate is null
                        ? null
                        : SslStreamCertificateContext.Create(certificate, null, offline: true),
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
                },
                limit.Token);

            // With TLS 1.3 the other end looks at the certificate after this one is done.
            Assert.Equal(0, await tls.ReadAsync(new byte[1], limit.Token));
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
        }
    }

    /// <summary>Speaks no TLS, or nothing at all, and waits until it is sent away.</summary>
    public static async Task IsSentAwayAfter(int port, byte[] words)
    {
        using var limit = new CancellationTokenSource(Within);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(words, limit.Token);
        try
        {
            var answer = new byte[256];
            while (await stream.ReadAsync(answer, limit.Token) > 0)
            {
                // A TLS alert, before the end.
            }
        }
        catch (IOException)
        {
        }
    }
}
