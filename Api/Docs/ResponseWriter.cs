using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>Writes the answers of one route, problems included.</summary>
internal sealed class ResponseWriter(TypeSchemas schemas)
{
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
        var isReplayable = operation.Has("IdempotencyKeyRequired") || operation.Has("IdempotencyKey");
        foreach (var answers in operation.Answered.GroupBy(answer => answer.Status))
        {
            responses[answers.Key] = WriteAnswer([.. answers], isReplayable, operation.IsDeprecated, offered);
        }

        if (method == "GET" && operation.Answered.Any(answer => answer.Sends.HasFlag(Sends.ETag)))
        {
            responses[304] = new()
            {
                ["description"] = "Still the version that `If-None-Match` names.",
                ["headers"] = SharedParts.Headers("ETag", "Trace-Id"),
            };
        }

        foreach (var kinds in problems.Distinct().GroupBy(kind => kind.Status))
        {
            responses[kinds.Key] = WriteProblems([.. kinds], isReplayable);
        }

        return new(responses.Select(response => KeyValuePair.Create(
            response.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)response.Value)));
    }

    private JsonObject WriteAnswer(
        ImmutableArray<AnswerDescription> answers, bool isReplayable, bool isDeprecated, IEnumerable<string> offered)
    {
        var sends = answers[0].Sends;
        var headers = new List<string> { "Trace-Id", "RateLimit", "RateLimit-Policy" };
        AddIf("ETag", sends.HasFlag(Sends.ETag));
        AddIf("Location", sends.HasFlag(Sends.Location));
        AddIf("Link", sends.HasFlag(Sends.NextLink));
        AddIf("Preference-Applied", sends.HasFlag(Sends.Preference));
        AddIf(IdempotencyKey.ReplayedHeader, isReplayable);
        AddIf("Deprecation", isDeprecated);
        AddIf("Sunset", isDeprecated);
        var written = new JsonObject
        {
            ["description"] = answers[0].Text,
            ["headers"] = SharedParts.Headers([.. headers]),
        };
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
                ["schema"] = new JsonObject { ["type"] = "string", ["description"] = "A row a line." },
                ["example"] = "{}\n",
            };
        }

        if (content.Count > 0)
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

    private JsonObject WriteProblems(ImmutableArray<ProblemKind> kinds, bool isReplayable)
    {
        var suffix = isReplayable && kinds[0].Status == StatusCodes.Status409Conflict ? "Replayable" : "";
        var name = string.Join("Or", kinds.Select(kind => ProblemSchemas.NameOf(kind)[..^ProblemSchemas.Base.Length]));
        if (!_shared.ContainsKey(name + suffix))
        {
            _shared[name + suffix] = OfProblems(kinds, isReplayable);
        }

        return new() { ["$ref"] = "#/components/responses/" + name + suffix };
    }

    private JsonObject OfProblems(ImmutableArray<ProblemKind> kinds, bool isReplayable)
    {
        var headers = new List<string> { "Trace-Id", "RateLimit", "RateLimit-Policy" };
        switch (kinds[0].Status)
        {
            case 401 or 403:
                headers.Add("WWW-Authenticate");
                break;
            case 429 or 503:
                headers.Add("Retry-After");
                break;
            case 409 when isReplayable:
                headers.AddRange([IdempotencyKey.ReplayedHeader, "Retry-After"]);
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
