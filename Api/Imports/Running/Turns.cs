namespace Storehouse.Imports.Running;

/// <summary>
/// Lets work run concurrently with the result of one after the other: each piece claims what it touches, and
/// starts once no earlier piece that is unfinished claims any of it. Pieces therefore never wait in a circle.
/// </summary>
internal sealed class Turns<T>
    where T : notnull
{
    private readonly Dictionary<string, Queue<T>> _claims = new(StringComparer.Ordinal);
    private readonly Dictionary<T, Turn> _turns = [];
    private readonly Queue<T> _ready = new();

    /// <summary>Pieces that wait or run.</summary>
    public int Count => _turns.Count;

    /// <summary>Adds the next piece of work.</summary>
    public void Add(T work, IEnumerable<string> claims)
    {
        var turn = new Turn([.. claims.Distinct(StringComparer.Ordinal)]);
        _turns.Add(work, turn);
        foreach (var claim in turn.Claims)
        {
            if (!_claims.TryGetValue(claim, out var queue))
            {
                _claims.Add(claim, queue = new());
            }

            queue.Enqueue(work);
            turn.Blocking += queue.Count > 1 ? 1 : 0;
        }

        if (turn.Blocking == 0)
        {
            _ready.Enqueue(work);
        }
    }

    /// <summary>Hands out each piece whose turn has come, once.</summary>
    public bool TryStart(out T work) => _ready.TryDequeue(out work!);

    /// <summary>Gives up the claims of a piece that was started: the next ones come to their turn.</summary>
    public void Finish(T work)
    {
        _turns.Remove(work, out var turn);
        foreach (var claim in turn!.Claims)
        {
            var queue = _claims[claim];
            queue.Dequeue();
            if (queue.Count == 0)
            {
                _claims.Remove(claim);
            }
            else if (--_turns[queue.Peek()].Blocking == 0)
            {
                _ready.Enqueue(queue.Peek());
            }
        }
    }

    private sealed class Turn(string[] claims)
    {
        public string[] Claims => claims;

        /// <summary>Claims at whose head another piece still is.</summary>
        public int Blocking { get; set; }
    }
}
