using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Storehouse.Tls;

/// <summary>Reads the subject alternative names of a certificate (RFC 5280, section 4.2.1.6).</summary>
internal static class CertificateNames
{
    private const string Extension = "2.5.29.17";
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>True when it carries one of the names, each as a DNS name or as a URI.</summary>
    public static bool CarriesOneOf(X509Certificate2 certificate, IReadOnlyCollection<string> names) =>
        Of(certificate).Any(name => names.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static List<string> Of(X509Certificate2 certificate)
    {
        var names = new List<string>();
        if (certificate.Extensions[Extension] is not { } extension)
        {
            return names;
        }

        try
        {
            var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
            {
                var tag = sequence.PeekTag();
                if (tag.HasSameClassAndValue(DnsName) || tag.HasSameClassAndValue(Uri))
                {
                    names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                }
                else
                {
                    sequence.ReadEncodedValue();
                }
            }
        }
        catch (Exception fault) when (fault is AsnContentException or CryptographicException)
        {
            // Malformed: it carries no name.
            names.Clear();
        }

        return names;
    }
}
