using System.Text.Json;

namespace Storehouse.Http;

/// <summary>
/// Reads the fields of a JSON object and gathers every fault, each with its pointer. What a reading returns
/// after a fault is meaningless: look at <see cref="JsonBody.Problem"/> before using any of it.
/// </summary>
public partial class JsonFields
{
    private const int FaultsMax = 100;
    private const int NameLengthShown = 100;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly string _pointer;
    private readonly List<Fault> _faults;
    private readonly ObjectShape? _shape;

    internal JsonFields(JsonElement element, string pointer, List<Fault> faults)
    {
        _pointer = pointer;
        _faults = faults;
        if (element.ValueKind == JsonValueKind.Object)
        {
            Index(element);
        }
        else if (element.ValueKind != JsonValueKind.Undefined)
        {
            Add(pointer, FaultCodes.WrongType, "Must be an object.");
        }
    }

    /// <summary>Reads nothing: notes what is asked for, for the description of the API.</summary>
    internal JsonFields(ObjectShape shape)
        : this(default(JsonElement), "", []) => _shape = shape;

    /// <summary>Whether the field is there at all, be it null.</summary>
    public bool Has(string name) => _shape is not null || _fields.ContainsKey(name);

    /// <summary>Tells the description what form a text must have, beyond its length.</summary>
    /// <param name="pattern">A regular expression of ECMA-262.</param>
    /// <param name="format">A format of JSON Schema.</param>
    public void Form(string name, string? pattern = null, string? format = null) =>
        _shape?.Form(name, pattern, format);

    /// <summary>Whether the field is there and null.</summary>
    public bool IsNull(string name) =>
        _fields.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>Reports a fault that only the caller sees, such as fields at odds.</summary>
    public void Fault(string name, string code, string detail) => Add(PointerTo(name), code, detail);

    /// <summary>RFC 6901 pointer to a field of this object.</summary>
    public string PointerTo(string name) => $"{_pointer}/{Escape(name)}";

    /// <summary>Reports the fields that nobody asked for.</summary>
    internal void RefuseUnread()
    {
        foreach (var name in _fields.Keys)
        {
            if (!_read.Contains(name))
            {
                Add(PointerTo(name), FaultCodes.UnknownField, "There is no such field.");
            }
        }
    }

    private void Index(JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                Add(_pointer, FaultCodes.InvalidValue, "A field's name is not valid Unicode.");
            }
            else if (!_fields.TryAdd(name, property.Value))
            {
                Add(PointerTo(name), FaultCodes.Duplicate, "The field is given more than once.");
            }
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The field's value; null when absent or null, reported where not allowed.</summary>
    private JsonElement? Take(string name, bool required, bool nullable)
    {
        _read.Add(name);
        if (!_fields.TryGetValue(name, out var value))
        {
            if (required)
            {
                Fault(name, FaultCodes.Required, "The field is required.");
            }

            return null;
        }

        if (value.ValueKind != JsonValueKind.Null)
        {
            return value;
        }

        if (required || !nullable)
        {
            Fault(name, required ? FaultCodes.Required : FaultCodes.WrongType, "Must not be null.");
        }

        return null;
    }

    private void Add(string pointer, string code, string detail)
    {
        if (_faults.Count < FaultsMax)
        {
            _faults.Add(Http.Fault.At(pointer, code, detail));
        }
    }

    private static string Escape(string name)
    {
        var shown = name.Length <= NameLengthShown ? name : name[..NameLengthShown] + "…";
        return shown
            .Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
    }
}
