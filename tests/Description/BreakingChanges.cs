using System.Text.Json;

namespace Storehouse.Tests.Described;

/// <summary>What clients written against one description would trip over in another.</summary>
public static class BreakingChanges
{
    public static IReadOnlyList<string> Between(ApiDescription before, ApiDescription after)
    {
        var found = new List<string>();
        foreach (var path in before.Paths)
        {
            var now = after.Paths.FirstOrDefault(other => other.Name == path.Name);
            foreach (var (method, operation) in path.Operations)
            {
                if (now?.Operation(method) is { } current)
                {
                    new Comparison(before, after, $"{method} {path.Name}", found).Operations(operation, current);
                }
                else
                {
                    found.Add($"{method} {path.Name} is gone");
                }
            }
        }

        return found;
    }

    private sealed class Comparison(ApiDescription before, ApiDescription after, string place, List<string> found)
    {
        private readonly HashSet<(string, string)> _compared = [];

        public void Operations(JsonElement was, JsonElement now)
        {
            if (was.GetProperty("operationId").GetString() != now.GetProperty("operationId").GetString())
            {
                Report($"is no longer {was.GetProperty("operationId")}");
            }

            if (Scopes(now).Except(Scopes(was)).Any())
            {
                Report("asks for another scope");
            }

            Parameters(was, now);
            RequestBodies(was, now);
            Responses(was.GetProperty("responses"), now.GetProperty("responses"));
        }

        private static IEnumerable<string> Scopes(JsonElement operation) =>
            from way in operation.GetProperty("security").EnumerateArray()
            from scheme in way.EnumerateObject()
            from scope in scheme.Value.EnumerateArray()
            select scope.GetString()!;

        private void Parameters(JsonElement was, JsonElement now)
        {
            var (old, current) = (ParametersOf(before, was), ParametersOf(after, now));
            foreach (var (name, parameter) in old)
            {
                if (!current.TryGetValue(name, out var other))
                {
                    Report($"no longer takes {name}");
                }
                else
                {
                    Request(parameter.GetProperty("schema"), other.GetProperty("schema"), name);
                }
            }

            foreach (var (name, parameter) in current)
            {
                if (IsRequired(parameter) && !(old.TryGetValue(name, out var earlier) && IsRequired(earlier)))
                {
                    Report($"needs {name}");
                }
            }
        }

        private void RequestBodies(JsonElement was, JsonElement now)
        {
            if (!was.TryGetProperty("requestBody", out var old))
            {
                if (now.TryGetProperty("requestBody", out var added) && IsRequired(added))
                {
                    Report("needs a body");
                }

                return;
            }

            if (!now.TryGetProperty("requestBody", out var current))
            {
                Report("no longer takes a body");
                return;
            }

            if (IsRequired(current) && !IsRequired(old))
            {
                Report("needs a body");
            }

            foreach (var media in old.GetProperty("content").EnumerateObject())
            {
                if (!current.GetProperty("content").TryGetProperty(media.Name, out var other))
                {
                    Report($"no longer takes {media.Name}");
                }
                else
                {
                    Request(media.Value.GetProperty("schema"), other.GetProperty("schema"), "body");
                }
            }
        }

        private void Responses(JsonElement was, JsonElement now)
        {
            foreach (var response in was.EnumerateObject().Where(response => response.Name.StartsWith('2')))
            {
                if (!now.TryGetProperty(response.Name, out var other))
                {
                    Report($"no longer answers {response.Name}");
                    continue;
                }

                var (old, current) = (before.Resolve(response.Value), after.Resolve(other));
                foreach (var header in old.GetProperty("headers").EnumerateObject())
                {
                    if (!current.GetProperty("headers").TryGetProperty(header.Name, out _))
                    {
                        Report($"no longer sends {header.Name} with {response.Name}");
                    }
                }

                if (!old.TryGetProperty("content", out var content))
                {
                    continue;
                }

                foreach (var media in content.EnumerateObject())
                {
                    if (!current.TryGetProperty("content", out var offered)
                        || !offered.TryGetProperty(media.Name, out var form))
                    {
                        Report($"no longer answers {media.Name}");
                    }
                    else
                    {
                        Answer(media.Value.GetProperty("schema"), form.GetProperty("schema"), response.Name);
                    }
                }
            }
        }

        /// <summary>A request may be taken more freely, never more strictly.</summary>
        private void Request(JsonElement was, JsonElement now, string at)
        {
            var (old, current) = (before.Resolve(was), after.Resolve(now));
            Types(current, old, at);
            foreach (var (keyword, direction) in ((string, int)[])
                [
                    ("minLength", 1), ("minimum", 1), ("minItems", 1), ("maxLength", -1), ("maximum", -1),
                    ("maxItems", -1), ("maxProperties", -1),
                ])
            {
                if (current.TryGetProperty(keyword, out var bound)
                    && (!old.TryGetProperty(keyword, out var earlier)
                        || direction * bound.GetInt64() > direction * earlier.GetInt64()))
                {
                    Report($"{at}: {keyword} is stricter");
                }
            }

            if (current.TryGetProperty("pattern", out var pattern)
                && !(old.TryGetProperty("pattern", out var former) && former.GetString() == pattern.GetString()))
            {
                Report($"{at}: has another pattern");
            }

            foreach (var name in Names(current, "required").Except(Names(old, "required")))
            {
                Report($"{at}/{name}: is required");
            }

            Members(old, current, at, Request);
        }

        /// <summary>An answer may say more, never less.</summary>
        private void Answer(JsonElement was, JsonElement now, string at)
        {
            var pair = (was.GetRawText(), now.GetRawText());
            if (!_compared.Add(pair))
            {
                return;
            }

            var (old, current) = (before.Resolve(was), after.Resolve(now));
            Types(old, current, at);
            foreach (var name in Names(old, "required").Except(Names(current, "required")))
            {
                Report($"{at}/{name}: may be missing");
            }

            Members(old, current, at, Answer);
        }

        /// <summary>Everything of <paramref name="part"/> must be in <paramref name="whole"/>.</summary>
        private void Types(JsonElement whole, JsonElement part, string at)
        {
            if (whole.TryGetProperty("type", out var types)
                && (!part.TryGetProperty("type", out var others)
                    || Texts(others).Except(Texts(types)).Any()))
            {
                Report($"{at}: has another type");
            }

            if (whole.TryGetProperty("enum", out var choices) && part.TryGetProperty("enum", out var chosen)
                && Texts(chosen).Except(Texts(choices)).Any())
            {
                Report($"{at}: has other values");
            }
        }

        private void Members(
            JsonElement old, JsonElement current, string at, Action<JsonElement, JsonElement, string> go)
        {
            if (old.TryGetProperty("items", out var items) && current.TryGetProperty("items", out var others))
            {
                go(items, others, at + "/*");
            }

            if (!old.TryGetProperty("properties", out var properties))
            {
                return;
            }

            current.TryGetProperty("properties", out var now);
            foreach (var property in properties.EnumerateObject())
            {
                if (now.ValueKind == JsonValueKind.Object && now.TryGetProperty(property.Name, out var other))
                {
                    go(property.Value, other, $"{at}/{property.Name}");
                }
                else
                {
                    Report($"{at}/{property.Name}: is gone");
                }
            }
        }

        private static Dictionary<string, JsonElement> ParametersOf(
            ApiDescription description, JsonElement operation) =>
            operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Select(description.Resolve).ToDictionary(
                    parameter =>
                        $"{parameter.GetProperty("in").GetString()} {parameter.GetProperty("name").GetString()}")
                : [];

        private static bool IsRequired(JsonElement part) =>
            part.TryGetProperty("required", out var required) && required.GetBoolean();

        private static IEnumerable<string> Names(JsonElement schema, string keyword) =>
            schema.TryGetProperty(keyword, out var names) ? Texts(names) : [];

        private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(entry => entry.ToString())
            : [value.ToString()];

        private void Report(string change) => found.Add($"{place} {change}");
    }
}
