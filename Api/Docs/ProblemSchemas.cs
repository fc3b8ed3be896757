using System.Text.Json.Nodes;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>Problems in the description: a schema and an example for each kind.</summary>
internal static class ProblemSchemas
{
    public const string Base = "Problem";
    private const string SampleTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>Members beside the standard ones, with an example of each.</summary>
    private static readonly Dictionary<ProblemKind, (JsonObject Members, JsonObject Sample)> Extensions = new()
    {
        [ProblemKinds.ValidationFailed] = (
            new() { ["errors"] = true },
            Sample("""{"errors":[{"pointer":"/quantity","code":"out_of_range","detail":"Must be 1 to 1000000."}]}""")),
        [ProblemKinds.InsufficientScope] = (
            Members("""{"scope":{"type":"string"}}"""), Sample("""{"scope":"orders.write"}""")),
        [ProblemKinds.NotAcceptable] = (
            Members("""{"offered":{"type":"array","items":{"type":"string"}}}"""),
            Sample("""{"offered":["application/json"]}""")),
        [ProblemKinds.UnsupportedMediaType] = (
            Members("""{"supported":{"type":"array","items":{"type":"string"}}}"""),
            Sample("""{"supported":["application/json"]}""")),
        [ProblemKinds.PayloadTooLarge] = (
            Members("""{"limit_bytes":{"type":"integer","format":"int64"}}"""), Sample("""{"limit_bytes":1048576}""")),
        [ProblemKinds.OutOfStock] = (
            Members("""
                {"order_id":{"type":"string"},
                 "lines":{"type":"array","items":{"$ref":"#/components/schemas/Shortage"}}}
                """),
            Sample("""
                {"order_id":"ord_01M869H0BXGM9YQWWY5TNX5QFZ",
                 "lines":[{"line":1,"sku":"85123A","requested":6,"available":2}]}
                """)),
        [ProblemKinds.InsufficientStock] = (Integer("available"), Sample("""{"available":2}""")),
        [ProblemKinds.OnHandMismatch] = (Integer("on_hand"), Sample("""{"on_hand":40}""")),
        [ProblemKinds.IllegalTransition] = (
            Members("""
                {"order_status":{"$ref":"#/components/schemas/OrderStatus"},
                 "allowed":{"type":"array","items":{"type":"string"}}}
                """),
            Sample("""{"order_status":"shipped","allowed":["returns"]}""")),
        [ProblemKinds.LimitReached] = (Integer("limit"), Sample("""{"limit":100}""")),
        [ProblemKinds.ExceedsReserved] = (Lines(), Sample("""{"lines":[1]}""")),
        [ProblemKinds.ExceedsShipped] = (Lines(), Sample("""{"lines":[1]}""")),
        [ProblemKinds.RateLimited] = (Members("""{"policy":{"type":"string"}}"""), Sample("""{"policy":"caller"}""")),
        [ProblemKinds.PreconditionRequired] = (
            Members("""{"current_version":{"type":"integer","format":"int64"}}"""),
            Sample("""{"current_version":3}""")),
        [ProblemKinds.VersionMismatch] = (
            Members("""{"current_version":{"type":"integer","format":"int64"}}"""),
            Sample("""{"current_version":3}""")),
    };

    public static string NameOf(ProblemKind kind) => string.Concat(
        kind.Code.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..])) + Base;

    /// <summary>What every problem has.</summary>
    public static JsonObject OfBase() => Members("""
        {"description":"An error answer (RFC 9457).",
         "type":"object",
         "properties":{
          "type":{"type":"string","format":"uri-reference","description":"Opens as a page that explains the problem."},
          "title":{"type":"string"},
          "status":{"type":"integer","format":"int32","description":"The HTTP status."},
          "detail":{"type":"string","description":"What happened this time."},
          "instance":{"type":"string","description":"The path that was asked for."},
          "code":{"type":"string","description":"Stable; what programs look at."},
          "trace_id":{"type":"string","pattern":"^[0-9a-f]{32}$","description":"Quote it when reporting the problem."},
          "errors":{"type":"array","items":{"$ref":"#/components/schemas/Fault"},
           "description":"Every fault of the input, at once."}},
         "required":["type","title","status","detail","instance","code","trace_id"]}
        """);

    public static JsonObject OfFault() => Members("""
        {"description":"One fault of the input: in the body at `pointer`, or in `parameter` of path, query or headers.",
         "type":"object",
         "properties":{
          "pointer":{"type":"string","description":"A JSON Pointer (RFC 6901) into the body."},
          "parameter":{"type":"string"},
          "code":{"type":"string"},
          "detail":{"type":"string"}},
         "required":["code","detail"]}
        """);

    public static JsonObject Of(ProblemKind kind)
    {
        var properties = new JsonObject
        {
            ["type"] = new JsonObject { ["const"] = kind.Type },
            ["status"] = new JsonObject { ["const"] = kind.Status },
            ["code"] = new JsonObject { ["const"] = kind.Code },
        };
        var required = new JsonArray();
        if (Extensions.TryGetValue(kind, out var extension))
        {
            foreach (var (name, schema) in extension.Members)
            {
                properties[name] = schema!.DeepClone();
                required.Add(name);
            }
        }

        // A refusal before the resource is looked at knows nothing of it.
        var own = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0 && kind != ProblemKinds.PayloadTooLarge && kind != ProblemKinds.UnsupportedMediaType
            && kind != ProblemKinds.PreconditionRequired)
        {
            own["required"] = required;
        }

        return new()
        {
            ["description"] = $"{kind.Title}. {kind.Advice}",
            ["allOf"] = new JsonArray(TypeSchemas.Reference(Base), own),
        };
    }

    public static JsonObject ExampleOf(ProblemKind kind)
    {
        var value = new JsonObject
        {
            ["type"] = kind.Type,
            ["title"] = kind.Title,
            ["status"] = kind.Status,
            ["detail"] = kind.Title + ".",
            ["instance"] = "/api/v1/orders",
            ["code"] = kind.Code,
            ["trace_id"] = SampleTrace,
        };
        if (Extensions.TryGetValue(kind, out var extension))
        {
            foreach (var (name, sample) in extension.Sample)
            {
                value[name] = sample!.DeepClone();
            }
        }

        return new() { ["summary"] = kind.Title, ["value"] = value };
    }

    private static JsonObject Members(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Sample(string json) => Members(json);

    private static JsonObject Integer(string name) =>
        new() { [name] = new JsonObject { ["type"] = "integer", ["format"] = "int32" } };

    private static JsonObject Lines() =>
        Members("""{"lines":{"type":"array","items":{"type":"integer","format":"int32"}}}""");
}
