using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Storehouse.Tls;

/// <summary>Who speaks first, and whom this end expects.</summary>
internal enum TlsSide
{
    /// <summary>This end opened the connection, to a silo.</summary>
    ToSilo,

    /// <summary>Another silo opened it.</summary>
    FromSilo,

    /// <summary>A client opened it.</summary>
    FromClient,
}

/// <summary>Puts mutual TLS between a connection and what is spoken on it.</summary>
internal sealed partial class TlsConnection(
    TlsSide side, TlsOptions options, TlsCertificates certificates, ILogger<TlsConnection> logger)
{
    private const int RecordBytes = 16 * 1024;
    private static readonly StreamPipeReaderOptions Reading = new(bufferSize: RecordBytes, leaveOpen: true);

    private static readonly StreamPipeWriterOptions Writing =
        new(minimumBufferSize: RecordBytes, leaveOpen: true);

    private readonly ILogger<TlsConnection> _logger = logger;
    private readonly IReadOnlyCollection<string>? _names =
        side == TlsSide.FromClient ? options.AllowedNames : [options.ServerName];

    private SslProtocols Protocols => options.MinimumProtocol == TlsVersion.Tls13
        ? SslProtocols.Tls13
        : SslProtocols.Tls12 | SslProtocols.Tls13;

    private X509RevocationMode Revocation =>
        options.CheckRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;

    public async Task Run(ConnectionContext context, ConnectionDelegate next)
    {
        var plain = context.Transport;
        var stream = new TransportStream(plain);
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        if (await Handshake(context, stream, tls) is { } refusal)
        {
            // The end that connects learns the reason; to the other one a refused peer is no fault.
            if (side == TlsSide.ToSilo)
            {
                throw new AuthenticationException($"No mutual TLS with {context.RemoteEndPoint}: {refusal}.");
            }

            return;
        }

        var pipes = new TlsPipes(PipeReader.Create(tls, Reading), PipeWriter.Create(tls, Writing));
        try
        {
            context.Transport = pipes;
            await next(context);
        }
        finally
        {
            context.Transport = plain;
            await pipes.Input.CompleteAsync();
            await pipes.Output.CompleteAsync();
        }
    }

    /// <returns>Why the peer is refused; null when it is not.</returns>
    private async Task<string?> Handshake(ConnectionContext context, TransportStream stream, SslStream tls)
    {
        var verifier = new PeerVerifier(_names);
        using var limit = new CancellationTokenSource(options.HandshakeTimeout);
        try
        {
            await (side == TlsSide.ToSilo
                ? tls.AuthenticateAsClientAsync(AsClient(verifier), limit.Token)
                : tls.AuthenticateAsServerAsync(AsServer(verifier), limit.Token));
            return null;
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException
            or OperationCanceledException or InvalidOperationException)
        {
            var reason = verifier.Refusal ?? (limit.IsCancellationRequested
                ? $"the handshake took longer than {options.HandshakeTimeout}"
                : fault.GetBaseException().Message.TrimEnd('.'));
            if (side != TlsSide.ToSilo && !stream.HasReceived && !limit.IsCancellationRequested)
            {
                LogLeft(context.RemoteEndPoint);
            }
            else
            {
                LogRefused(side, context.RemoteEndPoint, reason);
            }

            return reason;
        }
    }

    private SslClientAuthenticationOptions AsClient(PeerVerifier verifier)
    {
        var identity = certificates.Current();
        return new()
        {
            TargetHost = Uri.CheckHostName(options.ServerName) == UriHostNameType.Dns
                ? options.ServerName
                : string.Empty,
            ClientCertificateContext = identity.Certificate,
            CertificateChainPolicy = Policy(identity),
            CertificateRevocationCheckMode = Revocation,
            EnabledSslProtocols = Protocols,
            RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
                verifier.Accepts(shown, chain, errors),
            AllowRenegotiation = false,
            AllowTlsResume = false,
        };
    }

    private SslServerAuthenticationOptions AsServer(PeerVerifier verifier)
    {
        var identity = certificates.Current();
        return new()
        {
            ServerCertificateContext = identity.Certificate,
            ClientCertificateRequired = true,
            CertificateChainPolicy = Policy(identity),
            CertificateRevocationCheckMode = Revocation,
            EnabledSslProtocols = Protocols,
            RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
                verifier.Accepts(shown, chain, errors),
            AllowRenegotiation = false,

            // A resumed session would not notice that a certificate has expired or a root was taken out.
            AllowTlsResume = false,
        };
    }

    private X509ChainPolicy Policy(TlsIdentity identity)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            DisableCertificateDownloads = true,
            RevocationMode = Revocation,
            UrlRetrievalTimeout = options.HandshakeTimeout,
        };
        policy.CustomTrustStore.AddRange(identity.Roots);
        return policy;
    }

    private sealed record TlsPipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
