namespace Storehouse.Tls;

internal sealed partial class TlsCertificates
{
    [LoggerMessage(5101, LogLevel.Information,
        "Certificate {Thumbprint} is in use for mutual TLS; it is valid until {ValidUntil:u}")]
    private partial void LogInUse(string thumbprint, DateTime validUntil);

    [LoggerMessage(5102, LogLevel.Error,
        "The changed files for mutual TLS cannot be used; the ones read before stay in use")]
    private partial void LogUnusable(Exception exception);
}
