using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>A chapter of the description.</summary>
public sealed record Tag(string Name, string Text);

/// <summary>What an answer carries beside its body.</summary>
[Flags]
public enum Sends
{
    Nothing = 0,

    /// <summary>The version as a strong ETag; a GET with it also answers 304.</summary>
    ETag = 1,

    /// <summary>Where the resource is.</summary>
    Location = 2,

    /// <summary><c>Link: rel="next"</c>.</summary>
    NextLink = 4,

    /// <summary>Which preferences were honoured.</summary>
    Preference = 8,

    /// <summary>The whole body whatever <c>Prefer</c> says: it may show what is shown only once.</summary>
    Whole = 16,
}

/// <summary>
/// What the description of the API says about a route; attached to it with <c>Describe</c>. What the conventions say
/// of every route (scopes, the problems that any request may meet, their headers) need not be said again.
/// See docs/DESCRIBING.md.
/// </summary>
/// <param name="id">Unique, in camelCase: generated clients name their methods by it.</param>
/// <param name="summary">A few words, without a full stop.</param>
public sealed partial class Operation(string id, Tag tag, string summary)
{
    private readonly List<AnswerDescription> _answers = [];
    private readonly List<ProblemKind> _problems = [];

    internal string Id => id;

    internal Tag Tag => tag;

    internal string Summary => summary;

    internal string Text { get; private set; } = summary + ".";

    internal IReadOnlyList<AnswerDescription> Answered => _answers;

    internal IReadOnlyList<ProblemKind> Problems => _problems;

    internal bool IsDeprecated { get; private set; }

    /// <summary>Whether a GET of it is answered 304 when the client has the answer already.</summary>
    internal bool IsConditional => _answers.Exists(answer => answer is { Status: 200, IsSerialized: true });

    /// <summary>Whether a change can be answered without the resource as it is now.</summary>
    internal bool CanBeMinimal => _answers.Exists(IsLeftOut);

    internal static bool IsLeftOut(AnswerDescription answer) =>
        answer.Sends.HasFlag(Sends.ETag) && !answer.Sends.HasFlag(Sends.Whole);

    /// <summary>What a reader must know beyond the summary; Markdown.</summary>
    public Operation Says(string text)
    {
        Text = text;
        return this;
    }

    /// <summary>Replaced by something better, and to go.</summary>
    public Operation Deprecated()
    {
        IsDeprecated = true;
        return this;
    }

    /// <summary>A JSON answer; its schema is that of what is serialized.</summary>
    public Operation Answers<T>(
        int status, string text, JsonTypeInfo<T> type, T example, Sends sends = Sends.Nothing)
    {
        var sample = JsonSerializer.SerializeToNode(example, type);
        _answers.Add(new(
            status, text, "application/json", schemas => schemas.Of(type), sample, sends, IsSerialized: true));
        return this;
    }

    /// <summary>An answer that is not serialized from one type, or not JSON.</summary>
    public Operation Answers(
        int status, string text, string mediaType, JsonObject schema, JsonNode example, Sends sends = Sends.Nothing)
    {
        _answers.Add(new(status, text, mediaType, _ => schema.DeepClone(), example, sends));
        return this;
    }

    /// <summary>An answer without a body.</summary>
    public Operation Answers(int status, string text)
    {
        _answers.Add(new(status, text, null, null, null, Sends.Nothing));
        return this;
    }

    /// <summary>The problems of this route's own, beyond those that the conventions bring.</summary>
    public Operation Refuses(params ReadOnlySpan<ProblemKind> kinds)
    {
        _problems.AddRange(kinds);
        return this;
    }
}

/// <summary>One answer of a route.</summary>
/// <param name="IsSerialized">Out of one object: read by GET, it has an ETag even when it has no version.</param>
internal sealed record AnswerDescription(
    int Status, string Text, string? MediaType, Func<TypeSchemas, JsonNode>? Schema, JsonNode? Example, Sends Sends,
    bool IsSerialized = false);
