using System.Collections.Concurrent;

namespace Storehouse.Tests.Chaos.Recording;

/// <summary>Everything the clients did and were told.</summary>
public sealed class History
{
    private readonly ConcurrentDictionary<Operation, int> _operations = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private int _begun;

    /// <summary>In the order they were begun.</summary>
    public IReadOnlyList<Operation> Operations =>
        [.. _operations.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

    /// <summary>What is wrong without an audit: an answer that must never be, or none at all.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Notes an operation that is about to be sent, for the first time or again.</summary>
    public void Add(Operation operation) =>
        _operations.TryAdd(operation, Interlocked.Increment(ref _begun));

    public void AddFault(string fault) => _faults.Enqueue(fault);
}
