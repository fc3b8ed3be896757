namespace Storehouse.Http;

/// <summary>One thing wrong with the input.</summary>
/// <param name="JsonPointer">RFC 6901 pointer into the body; null when it is a parameter's fault.</param>
/// <param name="Parameter">Name of the query, path or header parameter.</param>
/// <param name="Code">One of <see cref="FaultCodes"/>.</param>
public readonly record struct Fault(string? JsonPointer, string? Parameter, string Code, string Detail)
{
    public static Fault At(string jsonPointer, string code, string detail) =>
        new(jsonPointer, null, code, detail);

    public static Fault Of(string parameter, string code, string detail) =>
        new(null, parameter, code, detail);
}

/// <summary>Codes of <c>errors[].code</c>.</summary>
public static class FaultCodes
{
    public const string Required = "required";
    public const string WrongType = "wrong_type";
    public const string OutOfRange = "out_of_range";
    public const string TooLong = "too_long";
    public const string TooShort = "too_short";
    public const string TooMany = "too_many";
    public const string TooFew = "too_few";
    public const string UnknownField = "unknown_field";
    public const string InvalidFormat = "invalid_format";
    public const string InvalidValue = "invalid_value";
    public const string UnknownSku = "unknown_sku";
    public const string MixedCurrencies = "mixed_currencies";
    public const string Duplicate = "duplicate";
}
