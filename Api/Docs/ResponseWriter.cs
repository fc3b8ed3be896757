using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>Writes the answers of one route, problems included.</summary>
internal sealed class ResponseWriter(TypeSchemas schemas)
{
    private static readonly JsonSerializerOptions Lines = new() { Encoder = Answers.WriterOptions.Encoder };

    private readonly SortedSet<ProblemKind> _problems = new(
        Comparer<ProblemKind>.Create((one, other) => string.CompareOrdinal(one.Code, other.Code)));

    private readonly SortedDictionary<string, JsonObject> _shared = new(StringComparer.Ordinal);

    /// <summary>The kinds of problem that need a schema.</summary>
    public IReadOnlySet<ProblemKind> Problems => _problems;

    /// <summary>Refusals that routes refer to: many have the same.</summary>
    public JsonObject Shared() => new(
        _shared.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    public JsonObject Write(
        Operation operation, string method, ImmutableArray<ProblemKind> problems, IEnumerable<string> offered)
    {
        var responses = new SortedDictionary<int, JsonObject>();
        foreach (var answers in operation.Answered.GroupBy(answer => answer.Status))
        {
            responses[answers.Key] = WriteAnswer([.. answers], operation, method, offered);
        }

        if (method == "GET" && operation.IsConditional)
        {
            responses[304] = WriteUnmodified(operation);
        }

        if (method != "GET" && operation.CanBeMinimal && responses.ContainsKey(200))
        {
            responses[204] = new()
            {
                ["description"] = "Done, and as `Prefer: return=minimal` wants it, without the resource.",
                ["headers"] = SharedParts.Headers([.. Usual(operation), "ETag", "Preference-Applied"]),
            };
        }

        foreach (var kinds in problems.Distinct().GroupBy(kind => kind.Status))
        {
            responses[kinds.Key] = WriteProblems([.. kinds], operation);
        }

        return new(responses.Select(response => KeyValuePair.Create(
            response.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)response.Value)));
    }

    /// <summary>What every answer of the route may carry.</summary>
    private static List<string> Usual(Operation operation)
    {
        List<string> headers = ["Trace-Id", "RateLimit", "RateLimit-Policy"];
        if (IsReplayable(operation))
        {
            headers.Add(IdempotencyKey.ReplayedHeader);
        }

        if (operation.IsDeprecated)
        {
            headers.AddRange(["Deprecation", "Sunset", "Link"]);
        }

        return headers;
    }

    private static bool IsReplayable(Operation operation) =>
        operation.Has("IdempotencyKeyRequired") || operation.Has("IdempotencyKey");

    private static JsonObject WriteUnmodified(Operation operation)
    {
        var isVersioned = operation.Answered.Any(answer => answer.Sends.HasFlag(Sends.ETag));
        var headers = Usual(operation);
        headers.Add(isVersioned ? "ETag" : SharedParts.ContentTag);
        if (operation.Answered.Any(answer => answer.Sends.HasFlag(Sends.NextLink)) && !operation.IsDeprecated)
        {
            headers.Add("Link");
        }

        return new()
        {
            ["description"] = "Still the one that `If-None-Match` names.",
            ["headers"] = SharedParts.Headers([.. headers]),
        };
    }

    private JsonObject WriteAnswer(
        ImmutableArray<AnswerDescription> answers, Operation operation, string method, IEnumerable<string> offered)
    {
        var sends = answers[0].Sends;
        var headers = Usual(operation);
        AddIf("ETag", sends.HasFlag(Sends.ETag));
        AddIf(SharedParts.ContentTag, method == "GET" && answers[0].IsSerialized && !sends.HasFlag(Sends.ETag));
        AddIf("Location", sends.HasFlag(Sends.Location));
        AddIf("Link", sends.HasFlag(Sends.NextLink) && !operation.IsDeprecated);
        AddIf(
            "Preference-Applied",
            sends.HasFlag(Sends.Preference) || (method != "GET" && Operation.IsLeftOut(answers[0])));
        var written = new JsonObject
        {
            ["description"] = answers[0].Text,
            ["headers"] = SharedParts.Headers([.. headers]),
        };
        if (WriteContent(answers, offered) is { Count: > 0 } content)
        {
            written["content"] = content;
        }

        return written;

        void AddIf(string name, bool condition)
        {
            if (condition)
            {
                headers.Add(name);
            }
        }
    }

    private JsonObject WriteContent(ImmutableArray<AnswerDescription> answers, IEnumerable<string> offered)
    {
        var content = new JsonObject();
        foreach (var answer in answers.Where(answer => answer.MediaType is not null))
        {
            content[answer.MediaType!] = new JsonObject
            {
                ["schema"] = answer.Schema!(schemas),
                ["example"] = answer.Example?.DeepClone(),
            };
        }

        foreach (var name in offered.Where(name => content.Count > 0 && !content.ContainsKey(name)))
        {
            content[name] = new JsonObject
            {
                ["schema"] = new JsonObject
                {
                    ["type"] = "string",
                    ["description"] = "A line for each row, as in `data` of the page; all, unless `limit` is given.",
                },
                ["example"] = answers[0].Example!["data"]![0]!.ToJsonString(Lines) + "\n",
            };
        }

        return content;
    }

    private JsonObject WriteProblems(ImmutableArray<ProblemKind> kinds, Operation operation)
    {
        var name = string.Join("Or", kinds.Select(kind => ProblemSchemas.NameOf(kind)[..^ProblemSchemas.Base.Length]))
            + (IsReplayable(operation) ? "Replayable" : "") + (operation.IsDeprecated ? "Deprecated" : "");
        if (!_shared.ContainsKey(name))
        {
            _shared[name] = OfProblems(kinds, operation);
        }

        return new() { ["$ref"] = "#/components/responses/" + name };
    }

    private JsonObject OfProblems(ImmutableArray<ProblemKind> kinds, Operation operation)
    {
        var headers = Usual(operation);
        switch (kinds[0].Status)
        {
            case 401 or 403:
                headers.Add("WWW-Authenticate");
                break;
            case 429 or 503:
                headers.Add("Retry-After");
                break;
            case 409 when IsReplayable(operation):
                headers.Add("Retry-After");
                break;
        }

        _problems.UnionWith(kinds);
        var names = kinds.Select(ProblemSchemas.NameOf).ToArray();
        return new()
        {
            ["description"] = string.Join("; or: ", kinds.Select(kind => kind.Title)) + ".",
            ["headers"] = SharedParts.Headers([.. headers]),
            ["content"] = new JsonObject
            {
                [Problem.MediaType] = new JsonObject
                {
                    ["schema"] = names is [var only] ? TypeSchemas.Reference(only) : OneOf(names, kinds),
                    ["examples"] = new JsonObject(names.Select(name => KeyValuePair.Create(
                        name, (JsonNode?)new JsonObject { ["$ref"] = "#/components/examples/" + name }))),
                },
            },
        };
    }

    private static JsonObject OneOf(string[] names, ImmutableArray<ProblemKind> kinds)
    {
        var mapping = new JsonObject();
        foreach (var kind in kinds)
        {
            mapping[kind.Code] = "#/components/schemas/" + ProblemSchemas.NameOf(kind);
        }

        return new()
        {
            ["oneOf"] = new JsonArray([.. names.Select(TypeSchemas.Reference)]),
            ["discriminator"] = new JsonObject { ["propertyName"] = "code", ["mapping"] = mapping },
        };
    }
}
