using System.Collections.Concurrent;

namespace Storehouse.Tests.Chaos.Recording;

/// <summary>Everything the clients did and were told.</summary>
public sealed class History
{
    private readonly ConcurrentDictionary<Operation, int> _operations = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<Disturbance> _disturbances = new();
    private readonly Lock _lock = new();
    private int _begun;
    private long _answers;
    private (long Answers, TaskCompletionSource Reached)? _mark;

    /// <summary>In the order they were begun.</summary>
    public IReadOnlyList<Operation> Operations =>
        [.. _operations.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

    /// <summary>What is wrong without an audit: an answer that must never be, or none at all.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Notes an operation that is about to be sent, for the first time or again.</summary>
    public void Add(Operation operation) =>
        _operations.TryAdd(operation, Interlocked.Increment(ref _begun));

    /// <summary>Completes when so many more answers have come.</summary>
    public Task MoreAnswers(int count)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _mark = (_answers + count, reached);
            return reached.Task;
        }
    }

    public void CountAnswer()
    {
        lock (_lock)
        {
            if (++_answers >= _mark?.Answers)
            {
                _mark.Value.Reached.TrySetResult();
            }
        }
    }

    /// <summary>Requests that had to be repeated or were slow.</summary>
    public IReadOnlyCollection<Disturbance> Disturbances => _disturbances;

    public void Add(Disturbance disturbance) => _disturbances.Enqueue(disturbance);

    public void AddFault(string fault) => _faults.Enqueue(fault);
}
