using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Storehouse.Hosting;

namespace Storehouse.Tls;

/// <summary>What this process shows, and whom it believes.</summary>
/// <param name="Certificate">Certificate, key and intermediate certificates.</param>
/// <param name="Roots">The only roots.</param>
internal sealed record TlsIdentity(SslStreamCertificateContext Certificate, X509Certificate2Collection Roots)
{
    /// <exception cref="CryptographicException">One file holds something else, or the key is
    /// another's.</exception>
    public static TlsIdentity From(TlsFiles files)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(files.Ca);
        if (roots.Count == 0)
        {
            throw new CryptographicException("The CA file holds no certificate.");
        }

        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(files.Certificate);
        using var read = X509Certificate2.CreateFromPem(files.Certificate, files.Key);

        // Not every platform's TLS can use a key that was never in a container.
        var certificate = X509CertificateLoader.LoadPkcs12(
            read.Export(X509ContentType.Pkcs12), password: null);
        return new(SslStreamCertificateContext.Create(certificate, [.. chain.Skip(1)], offline: true), roots);
    }

    /// <exception cref="StartupException">The files cannot be used; the message names the one at
    /// fault.</exception>
    public static (TlsFiles Files, TlsIdentity Identity) AtStart(TlsOptions options)
    {
        var files = new TlsFiles(
            Read(nameof(options.CertificateFile), options.CertificateFile),
            Read(nameof(options.KeyFile), options.KeyFile),
            Read(nameof(options.CaFile), options.CaFile));
        try
        {
            return (files, From(files));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new StartupException(
                $"The files of {TlsOptions.Section} cannot be used: {fault.Message.TrimEnd('.')}.");
        }
    }

    private static string Read(string name, string? path)
    {
        try
        {
            return File.ReadAllText(path!);
        }
        catch (Exception fault) when (fault
            is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"{TlsOptions.Section}:{name} cannot be read: {fault.Message}");
        }
    }
}

/// <summary>The text of the three files.</summary>
internal sealed record TlsFiles(string Certificate, string Key, string Ca)
{
    public static TlsFiles Read(TlsOptions options) => new(
        File.ReadAllText(options.CertificateFile!),
        File.ReadAllText(options.KeyFile!),
        File.ReadAllText(options.CaFile!));
}
