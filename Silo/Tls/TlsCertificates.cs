using System.Security.Cryptography;

namespace Storehouse.Tls;

/// <summary>
/// The identity of this process as the files have it. They are looked at when somebody connects, by content
/// and not by time stamp: mounted secrets change by swapping a link.
/// </summary>
internal sealed partial class TlsCertificates
{
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<TlsCertificates> _logger;
    private readonly Lock _lock = new();
    private TlsFiles _files;
    private TlsFiles? _refused;
    private TlsIdentity _identity;
    private long _lookedAt;

    public TlsCertificates(
        TlsOptions options, TlsFiles files, TlsIdentity identity, TimeProvider time,
        ILogger<TlsCertificates> logger)
    {
        (_options, _files, _identity, _time, _logger) = (options, files, identity, time, logger);
        _lookedAt = time.GetTimestamp();
        LogInUse();
    }

    public TlsIdentity Current()
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_lookedAt) >= _options.ReloadInterval)
            {
                Look();
                _lookedAt = _time.GetTimestamp();
            }

            return _identity;
        }
    }

    private void Look()
    {
        try
        {
            var files = TlsFiles.Read(_options);
            if (files == _files || files == _refused)
            {
                return;
            }

            _refused = files;
            _identity = TlsIdentity.From(files);
            _files = files;
            LogInUse();
        }
        catch (Exception fault) when (fault
            is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // Such as a certificate whose key is not written yet; the next look sees both.
            LogUnusable(fault);
        }
    }

    private void LogInUse()
    {
        var certificate = _identity.Certificate.TargetCertificate;
        LogInUse(certificate.Thumbprint, certificate.NotAfter.ToUniversalTime());
    }
}
