using System.Buffers;
using System.Collections.Immutable;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary>How users are read from request bodies.</summary>
public static class UserFields
{
    private const int EmailLengthMax = 254;
    private const int NameLengthMax = 200;
    private const int AddressesMax = 20;
    private const int LineLengthMax = 200;

    private static readonly SearchValues<char> NotInEmail = SearchValues.Create("<>()[],;:\\\"");

    /// <summary>An address, wherever one is taken.</summary>
    public static Address ReadAddress(JsonFields fields) => new(
        fields.RequiredString("name", NameLengthMax),
        fields.RequiredString("line1", LineLengthMax),
        fields.OptionalString("line2", LineLengthMax),
        fields.RequiredString("city", LineLengthMax),
        fields.OptionalString("region", LineLengthMax),
        fields.OptionalString("postal_code", max: 20),
        ReadCountry(fields));

    internal static string ReadUserName(JsonFields fields)
    {
        var name = fields.RequiredString("username", UserName.LengthMax, UserName.LengthMin);
        fields.Form("username", pattern: "^[A-Za-z0-9._@-]+$");
        if (name.Length > 0 && !UserName.IsValid(name))
        {
            fields.Fault("username", FaultCodes.InvalidFormat, "ASCII letters, digits and . _ - @ only.");
        }

        return name;
    }

    internal static string ReadPassword(JsonFields fields) =>
        fields.RequiredString("password", Passwords.LengthMax, Passwords.LengthMin);

    internal static string? ReadEmail(JsonFields fields)
    {
        var email = fields.OptionalString("email", EmailLengthMax);
        fields.Form("email", pattern: @"^[^@\s]+@[^@\s]+$");
        if (email is not null && !IsEmail(email))
        {
            fields.Fault("email", FaultCodes.InvalidFormat, "Must be an e-mail address.");
        }

        return email;
    }

    internal static string? ReadName(JsonFields fields) => fields.OptionalString("name", NameLengthMax);

    internal static ImmutableArray<Address>? ReadAddresses(JsonFields fields, bool nullable) =>
        fields.OptionalArray("addresses", min: 0, AddressesMax, ReadAddress, nullable);

    private static string ReadCountry(JsonFields fields)
    {
        var country = fields.RequiredString("country", max: 2);
        fields.Form("country", pattern: "^[A-Z]{2}$");
        if (country.Length > 0 && (country.Length != 2 || !country.All(char.IsAsciiLetterUpper)))
        {
            fields.Fault("country", FaultCodes.InvalidFormat, "Two letters (ISO 3166-1), such as GB.");
        }

        return country;
    }

    // Only mail can tell whether an address works; this keeps out what plainly is none, and what names another
    // mailbox to a mail program, as <b@c.example> does in a<b@c.example>.
    internal static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length <= EmailLengthMax
            && at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1
            && !text.AsSpan().ContainsAny(NotInEmail)
            && !text.Any(sign => char.IsWhiteSpace(sign) || char.IsControl(sign));
    }
}
