namespace Storehouse.Tests.Chaos.Recording;

/// <summary>What a client wanted.</summary>
public enum OperationKind
{
    Place,
    Confirm,
    Cancel,
    Ship,
    Return,

    /// <summary>A receipt, adjustment, transfer or count.</summary>
    Move,

    /// <summary>Looks at an order; changes nothing.</summary>
    Read,

    /// <summary>An earlier key with another body; must be refused.</summary>
    ReuseKey,
}

/// <summary>One request of a client, with every answer it ever got, those to repeats included.</summary>
public sealed class Operation
{
    private readonly Lock _lock = new();
    private readonly List<Answer> _answers = [];

    public required OperationKind Kind { get; init; }

    /// <summary>Who asks: the user name.</summary>
    public required string Caller { get; init; }

    public required string Path { get; init; }

    /// <summary>Unique in the run; for a <see cref="OperationKind.Read"/>, never sent.</summary>
    public required string Key { get; init; }

    /// <summary>JSON; null for a read.</summary>
    public string? Body { get; init; }

    /// <summary>Answer before the decision (<c>Prefer: respond-async</c>).</summary>
    public bool Async { get; init; }

    /// <summary>The order it is about; null when it places one.</summary>
    public string? OrderId { get; init; }

    /// <summary>The SKU it moves.</summary>
    public string? Sku { get; init; }

    /// <summary>Lines it orders.</summary>
    public IReadOnlyList<OrderedLine> Lines { get; init; } = [];

    /// <summary>Places an order that is held.</summary>
    public bool Holds { get; init; }

    /// <summary>Final answers, in the order they came; not those that ask to come again.</summary>
    public IReadOnlyList<Answer> Answers
    {
        get
        {
            lock (_lock)
            {
                return [.. _answers];
            }
        }
    }

    public void Record(Answer answer)
    {
        lock (_lock)
        {
            _answers.Add(answer);
        }
    }

    public override string ToString() => $"{Kind} {Path} by {Caller}, key {Key}";
}

/// <summary>A line as ordered.</summary>
public readonly record struct OrderedLine(string Sku, int Quantity);

/// <summary>A final answer.</summary>
/// <param name="Replayed">The server said that it is an earlier answer.</param>
public sealed record Answer(
    int Status, string Body, bool Replayed, DateTimeOffset SentAt, DateTimeOffset AnsweredAt)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
