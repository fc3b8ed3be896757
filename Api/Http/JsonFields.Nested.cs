using System.Collections.Immutable;
using System.Text.Json;

namespace Storehouse.Http;

public partial class JsonFields
{
    public T RequiredObject<T>(string name, Func<JsonFields, T> read) =>
        _shape is not null ? _shape.Object(name, read, required: true, nullable: false)
            : Take(name, required: true, nullable: false) is { } value
            ? ReadObject(PointerTo(name), value, read)
            : default!;

    /// <summary>An object whose members somebody else reads, as its text.</summary>
    public string RequiredObjectText(string name)
    {
        _shape?.Add(name, new() { ["type"] = "object" }, required: true, nullable: false);
        if (Take(name, required: true, nullable: false) is not { } value)
        {
            return "";
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            Fault(name, FaultCodes.WrongType, "Must be an object.");
            return "";
        }

        return value.GetRawText();
    }

    public T? OptionalObject<T>(string name, Func<JsonFields, T> read, bool nullable = true)
        where T : class =>
        _shape is not null ? _shape.Object(name, read, required: false, nullable)
            : Take(name, required: false, nullable) is { } value
            ? ReadObject(PointerTo(name), value, read)
            : null;

    /// <summary>As <see cref="OptionalObject"/>, for a value type such as <see cref="Money"/>.</summary>
    public T? OptionalStruct<T>(string name, Func<JsonFields, T> read, bool nullable = true)
        where T : struct =>
        _shape is not null ? _shape.Object(name, read, required: false, nullable)
            : Take(name, required: false, nullable) is { } value
            ? ReadObject(PointerTo(name), value, read)
            : null;

    /// <summary>A list of objects.</summary>
    public ImmutableArray<T> RequiredArray<T>(string name, int min, int max, Func<JsonFields, T> read)
    {
        _shape?.Add(name, Shapes.Array(ObjectShape.Of(read), min, max), required: true, nullable: false);
        return Take(name, required: true, nullable: false) is { } value
            ? ReadObjects(name, value, min, max, read)
            : [];
    }

    /// <summary>Null when the field is absent or null.</summary>
    public ImmutableArray<T>? OptionalArray<T>(
        string name, int min, int max, Func<JsonFields, T> read, bool nullable = true)
    {
        _shape?.Add(name, Shapes.Array(ObjectShape.Of(read), min, max), required: false, nullable);
        return Take(name, required: false, nullable) is { } value ? ReadObjects(name, value, min, max, read) : null;
    }

    /// <summary>A set of an enum's members: each at most once.</summary>
    public ImmutableArray<T> RequiredEnums<T>(string name, int min)
        where T : struct, Enum
    {
        _shape?.Add(name, Shapes.Set<T>(min), required: true, nullable: false);
        if (Take(name, required: true, nullable: false) is not { } value)
        {
            return [];
        }

        var seen = new HashSet<T>();
        return ReadArray<T>(name, value, min, Enum.GetValues<T>().Length, (pointer, element) =>
        {
            var member = ReadEnum<T>(pointer, element);
            if (member is { } known && !seen.Add(known))
            {
                Add(pointer, FaultCodes.Duplicate, "Given more than once.");
            }

            return member ?? default;
        });
    }

    /// <summary>A list of texts; null when the field is absent.</summary>
    public ImmutableArray<string>? OptionalTexts(string name, int min, int max, int lengthMax)
    {
        _shape?.Add(name, Shapes.Array(Shapes.Text(1, lengthMax), min, max), required: false, nullable: false);
        return Take(name, required: false, nullable: false) is { } value
            ? ReadArray(name, value, min, max, (pointer, element) =>
                ReadText(pointer, element, min: 1, lengthMax, multiline: false) ?? "")
            : null;
    }

    /// <summary>An object of free names and text values; a null value stays null where allowed.</summary>
    public ImmutableSortedDictionary<string, string?>? OptionalMap(
        string name, int entriesMax, int nameMax, int valueMax, bool nullValues = false, bool nullable = true)
    {
        _shape?.Add(name, Shapes.Map(entriesMax, nameMax, valueMax, nullValues), required: false, nullable);
        if (Take(name, required: false, nullable) is not { } value)
        {
            return null;
        }

        return ReadObject(
            PointerTo(name), value, map => map.ReadMap(entriesMax, nameMax, valueMax, nullValues));
    }

    private ImmutableSortedDictionary<string, string?> ReadMap(
        int entriesMax, int nameMax, int valueMax, bool nullValues)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        if (_fields.Count > entriesMax)
        {
            Add(_pointer, FaultCodes.TooMany, $"At most {entriesMax} entries.");
        }

        foreach (var name in _fields.Keys)
        {
            if (TextRules.Check(name, 1, nameMax, multiline: false) is { } broken)
            {
                Add(PointerTo(name), broken.Code, "The name: " + broken.Detail);
            }

            map[name] = OptionalString(name, valueMax, min: 0, nullable: nullValues);
        }

        return map.ToImmutable();
    }

    private T ReadObject<T>(string pointer, JsonElement value, Func<JsonFields, T> read)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(pointer, FaultCodes.WrongType, "Must be an object.");
            return default!;
        }

        var fields = new JsonFields(value, pointer, _faults);
        var result = read(fields);
        fields.RefuseUnread();
        return result;
    }

    private ImmutableArray<T> ReadObjects<T>(
        string name, JsonElement value, int min, int max, Func<JsonFields, T> read) =>
        ReadArray(name, value, min, max, (pointer, element) => ReadObject(pointer, element, read));

    private ImmutableArray<T> ReadArray<T>(
        string name, JsonElement value, int min, int max, Func<string, JsonElement, T> read)
    {
        var pointer = PointerTo(name);
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(pointer, FaultCodes.WrongType, "Must be an array.");
            return [];
        }

        var length = value.GetArrayLength();
        if (length > max)
        {
            Add(pointer, FaultCodes.TooMany, $"At most {max} entries.");
            return [];
        }

        if (length < min)
        {
            Add(pointer, FaultCodes.TooFew, min == 1 ? "Must not be empty." : $"At least {min} entries.");
        }

        var items = ImmutableArray.CreateBuilder<T>(length);
        foreach (var element in value.EnumerateArray())
        {
            items.Add(read($"{pointer}/{items.Count}", element));
        }

        return items.MoveToImmutable();
    }
}
