using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Storehouse.Journaling;
using Xunit;

namespace Storehouse.Tests.Journaling;

/// <summary>
/// Golden files hold what the journal of a running system may hold. A file is never changed: a new form of a
/// type gets a file of its own, named after the type's stored name and what is particular about it.
/// </summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string, string> StoredTypes { get; } = new(
        StoredFamily.All.SelectMany(family => family.Types.Keys.Select(name => (family.Name, name))));

    public static TheoryData<string, string> Files { get; } = new(
        from family in StoredFamily.All
        from file in Directory.GetFiles(FolderOf(family.Name), "*.json").Order(StringComparer.Ordinal)
        select (family.Name, Path.GetFileName(file)));

    [Theory]
    [MemberData(nameof(StoredTypes))]
    public void Encode_Sample_AsInItsGoldenFile(string family, string name)
    {
        var type = StoredFamily.Of(family).Types[name];
        var sample = StoredSamples.All.Single(value => value.GetType() == type);
        var json = Canonical(StoredFamily.Of(family).Encode(sample));
        var file = Path.Combine(FolderOf(family), name + ".json");
        Assert.True(File.Exists(file), $"{file} is missing; it should hold:\n{json}");
        Assert.Equal(Canonical(File.ReadAllBytes(file)), json);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_GoldenFile_LosesNothing(string family, string file)
    {
        var json = File.ReadAllBytes(Path.Combine(FolderOf(family), file));
        var value = StoredFamily.Of(family).Decode(json);
        Assert.Equal(TypeOf(family, file), value.GetType());
        var again = JsonNode.Parse(StoredFamily.Of(family).Encode(value))!.AsObject();
        foreach (var (property, stored) in JsonNode.Parse(json)!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(stored, again[property]), $"{property} was {stored}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_WithoutItsLists_ListsAreEmpty(string family, string file)
    {
        var json = JsonNode.Parse(File.ReadAllBytes(Path.Combine(FolderOf(family), file)))!.AsObject();
        RemoveLists(json);
        AssertListsAreThere(StoredFamily.Of(family).Decode(JsonSerializer.SerializeToUtf8Bytes(json)));
    }

    [Theory]
    [MemberData(nameof(StoredTypes))]
    public void Decode_WithFieldsOfALaterVersionAndTheTypeLast_Loads(string family, string name)
    {
        var file = Path.Combine(FolderOf(family), name + ".json");
        var json = JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();
        json["field_of_a_later_version"] = new JsonArray(1);
        if (json["type"] is { } type)
        {
            json.Remove("type");
            json["type"] = type;
        }

        var value = StoredFamily.Of(family).Decode(JsonSerializer.SerializeToUtf8Bytes(json));
        Assert.Equal(
            Canonical(File.ReadAllBytes(file)), Canonical(StoredFamily.Of(family).Encode(value)));
    }

    [Fact]
    public void Decode_EntryWithoutEvents_None()
    {
        Assert.Empty(DomainJson.DecodeStockEvents(default));
        Assert.Empty(DomainJson.DecodeOrderEvents(default));
    }

    [Theory]
    [InlineData("""[{"type":"stock.of-a-newer-program.v1"}]""")]
    [InlineData("""[{"order_id":"x"}]""")]
    [InlineData("null")]
    [InlineData("[{")]
    public void Decode_WhatThisProgramCannotKnow_Throws(string json) => Assert.ThrowsAny<Exception>(
        () => DomainJson.DecodeStockEvents(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void StoredTypes_EverySubtype_HasANameOfItsOwn()
    {
        foreach (var family in StoredFamily.All)
        {
            var concrete = family.Root.Assembly.GetTypes()
                .Where(type => !type.IsAbstract && type.IsAssignableTo(family.Root));
            Assert.Equal(
                concrete.OrderBy(type => type.Name), family.Types.Values.OrderBy(type => type.Name));
            Assert.All(family.Types.Keys, name => Assert.Matches(@"^[a-z]+(\.[a-z-]+)+\.v\d+$", name));
        }
    }

    private static string FolderOf(string family) =>
        Path.Combine(RepositoryFiles.Root, "tests", "Unit", "Golden", family);

    private static Type TypeOf(string family, string file) => StoredFamily.Of(family).Types
        .Single(type => file.StartsWith(type.Key + ".", StringComparison.Ordinal)).Value;

    private static string Canonical(ReadOnlySpan<byte> json) => JsonNode.Parse(json)!.ToJsonString(Readable);

    private static void RemoveLists(JsonNode node)
    {
        foreach (var (property, value) in node.AsObject().ToList())
        {
            if (value is JsonArray)
            {
                node.AsObject().Remove(property);
            }
            else if (value is JsonObject)
            {
                RemoveLists(value);
            }
        }
    }

    private static void AssertListsAreThere(object value)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.PropertyType.Namespace == typeof(ImmutableArray).Namespace
                && property.PropertyType.IsValueType)
            {
                Assert.Empty((IEnumerable)property.GetValue(value)!);
            }
            else if (property.PropertyType.Namespace!.StartsWith(nameof(Storehouse), StringComparison.Ordinal)
                && property.PropertyType.IsClass && property.GetValue(value) is { } inner)
            {
                AssertListsAreThere(inner);
            }
        }
    }
}
