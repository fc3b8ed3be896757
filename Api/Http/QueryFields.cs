using System.Collections.Immutable;
using System.Globalization;

namespace Storehouse.Http;

/// <summary>
/// Reads query parameters and gathers every fault, parameters nobody asked for included. Read all, then
/// return <see cref="Problem"/> when there is one.
/// </summary>
public sealed class QueryFields(HttpRequest request)
{
    private readonly QueryShape? _shape;

    public const int LimitMax = 200;
    public const string LimitParameter = "limit";
    private const int LimitDefault = 50;
    private const int TextLengthMax = 200;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];

    /// <summary>Reads nothing: notes what is asked for, for the description of the API.</summary>
    internal QueryFields(QueryShape shape)
        : this(new DefaultHttpContext().Request) => _shape = shape;

    /// <summary>Rows a page may have: 1 to 200, 50 when not given.</summary>
    public int Limit() => WholeNumber(LimitParameter, 1, LimitMax) ?? LimitDefault;

    /// <summary>The parts of a <see cref="Storehouse.Http.Cursor"/>; null for the first page.</summary>
    public ImmutableArray<string>? Cursor(string list)
    {
        _shape?.Add(Http.Cursor.Parameter, Shapes.Text(1, Http.Cursor.EncodedLengthMax));
        if (Take(Http.Cursor.Parameter) is not { } text)
        {
            return null;
        }

        if (Http.Cursor.TryDecode(list, text, out var parts))
        {
            return parts;
        }

        Fault(
            Http.Cursor.Parameter, FaultCodes.InvalidFormat, "Not a cursor of this list with these filters.");
        return null;
    }

    public string? Text(string name, int max = TextLengthMax)
    {
        _shape?.Add(name, Shapes.Text(1, max));
        if (Take(name) is not { } text)
        {
            return null;
        }

        if (TextRules.Check(text, min: 1, max, multiline: false) is { } broken)
        {
            Fault(name, broken.Code, broken.Detail);
            return null;
        }

        return text;
    }

    /// <summary>Comma-separated texts, such as <c>not_stocked=POST,DOT</c>.</summary>
    public ImmutableArray<string> Texts(string name, int entriesMax, int max = TextLengthMax)
    {
        _shape?.Add(name, Shapes.Array(Shapes.Text(1, max), 1, entriesMax));
        ImmutableArray<string> entries = Take(name) is { } text ? [.. text.Split(',')] : [];
        if (entries.Length > entriesMax)
        {
            Fault(name, FaultCodes.TooMany, $"At most {entriesMax} entries.");
        }

        foreach (var entry in entries)
        {
            if (TextRules.Check(entry, min: 1, max, multiline: false) is { } broken)
            {
                Fault(name, broken.Code, broken.Detail);
            }
        }

        return entries;
    }

    public int? WholeNumber(string name, int min, int max)
    {
        _shape?.Add(name, Shapes.Integer(min, max));
        if (Take(name) is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            var digits = text.AsSpan().TrimStart('-');
            var tooLarge = digits.Length > 0 && digits.IndexOfAnyExceptInRange('0', '9') < 0;
            Fault(name, tooLarge ? FaultCodes.OutOfRange : FaultCodes.WrongType, "Must be a whole number.");
            return null;
        }

        if (number < min || number > max)
        {
            Fault(name, FaultCodes.OutOfRange, $"Must be from {min} to {max}.");
            return null;
        }

        return (int)number;
    }

    public bool? Boolean(string name)
    {
        _shape?.Add(name, Shapes.Boolean());
        switch (Take(name))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                Fault(name, FaultCodes.WrongType, "Must be true or false.");
                return null;
        }
    }

    /// <summary>An RFC 3339 time.</summary>
    public DateTimeOffset? Time(string name)
    {
        _shape?.Add(name, Shapes.Time());
        // A '+' that was not percent-encoded arrives as a space.
        if (Take(name)?.Replace(' ', '+') is not { } text)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        Fault(name, FaultCodes.InvalidFormat, "Must be an RFC 3339 time such as 2026-01-31T12:00:00Z.");
        return null;
    }

    public T? Enum<T>(string name)
        where T : struct, Enum
    {
        _shape?.Add(name, Shapes.Enum<T>());
        if (Take(name) is not { } text)
        {
            return null;
        }

        if (EnumNames.TryParse<T>(text, out var member))
        {
            return member;
        }

        Fault(name, FaultCodes.InvalidValue, $"Must be one of: {EnumNames.Choices<T>()}.");
        return null;
    }

    /// <summary>One of a few words, such as a sort order.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> choices)
    {
        _shape?.Add(name, Shapes.OneOf(choices));
        if (Take(name) is not { } text)
        {
            return null;
        }

        if (choices.Contains(text))
        {
            return text;
        }

        Fault(name, FaultCodes.InvalidValue, $"Must be one of: {string.Join(", ", choices)}.");
        return null;
    }

    /// <summary>Reports a fault that only the caller can see.</summary>
    public void Fault(string name, string code, string detail) =>
        _faults.Add(Http.Fault.Of(name, code, detail));

    /// <summary>What is wrong with the query as far as it was read.</summary>
    public Problem? Problem()
    {
        RefuseOthers(request, _read, _faults);
        return _faults.Count == 0 ? null : Problems.Invalid([.. _faults]);
    }

    /// <summary>For a route that takes no query parameters.</summary>
    public static Problem? None(HttpRequest request) => new QueryFields(request).Problem();

    internal static void RefuseAll(HttpRequest request, List<Fault> faults) =>
        RefuseOthers(request, [], faults);

    private static void RefuseOthers(HttpRequest request, HashSet<string> known, List<Fault> faults)
    {
        foreach (var name in request.Query.Keys.Where(name => !known.Contains(name)).Take(LimitDefault))
        {
            faults.Add(Http.Fault.Of(name, FaultCodes.UnknownField, "There is no such query parameter."));
        }
    }

    private string? Take(string name)
    {
        _read.Add(name);
        var values = request.Query[name];
        if (values.Count > 1)
        {
            Fault(name, FaultCodes.Duplicate, "The parameter is given more than once.");
        }

        return values.Count == 0 ? null : values[0];
    }
}
