using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Storehouse.Tests.Authorization;

/// <summary>Changes one thing about a good token, and signs it again with the server's own key.</summary>
internal sealed class TokenForge(IServiceProvider server)
{
    private readonly SigningCredentials[] _credentials =
    [
        .. server.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials,
    ];

    /// <summary>The same claims under a signature of the server's own.</summary>
    public string Resign(string token, Action<JsonObject> change)
    {
        var (header, payload) = Read(token);
        change(payload);
        var own = _credentials.First(
            credentials => credentials.Key.KeyId == header["kid"]!.GetValue<string>());
        var signer = own.Key.CryptoProviderFactory.CreateForSigning(own.Key, own.Algorithm);
        return Write(header, payload, signer.Sign);
    }

    /// <summary>Claims that were never signed, under the signature of others.</summary>
    public static string Tamper(string token, Action<JsonObject> change)
    {
        var (header, payload) = Read(token);
        change(payload);
        var signature = token.Split('.')[2];
        return Write(header, payload, _ => Base64Url.DecodeFromChars(signature));
    }

    /// <summary>Signed soundly, by somebody else who gives the server's key for theirs.</summary>
    public static string ResignWithAnotherKey(string token)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (header, payload) = Read(token);
        return Write(header, payload, data => key.SignData(data, HashAlgorithmName.SHA256));
    }

    /// <summary>Takes the key that everybody may read for a shared secret.</summary>
    public string ResignWithThePublicKey(string token)
    {
        var (header, payload) = Read(token);
        header["alg"] = "HS256";
        var secret = ((ECDsaSecurityKey)_credentials[0].Key).ECDsa.ExportSubjectPublicKeyInfo();
        return Write(header, payload, data => HMACSHA256.HashData(secret, data));
    }

    public static string WithoutSignature(string token)
    {
        var (header, payload) = Read(token);
        header["alg"] = "none";
        return Write(header, payload, _ => []);
    }

    private static (JsonObject Header, JsonObject Payload) Read(string token)
    {
        var parts = token.Split('.');
        return (Part(0), Part(1));

        JsonObject Part(int index) =>
            JsonNode.Parse(Base64Url.DecodeFromChars(parts[index]))!.AsObject();
    }

    private static string Write(JsonObject header, JsonObject payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";

        static string Encode(JsonObject part) =>
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
    }
}
