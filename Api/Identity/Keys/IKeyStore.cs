using System.Collections.Immutable;

namespace Storehouse.Identity;

/// <summary>Where private keys are kept, as texts under names: files, or the database all processes share.</summary>
internal interface IKeyStore
{
    /// <summary>All of them.</summary>
    /// <exception cref="InvalidDataException">One is damaged, or encrypted under another key.</exception>
    Task<IReadOnlyDictionary<string, string>> Read(CancellationToken cancelled);

    /// <summary>Changes them while nobody else does, and gives what there is then.</summary>
    /// <param name="decide">What to change, by what there is; may be asked more than once.</param>
    Task<IReadOnlyDictionary<string, string>> Change(
        Func<IReadOnlyDictionary<string, string>, KeyChange> decide, CancellationToken cancelled);
}

/// <summary>Keys to keep, and names of keys to forget.</summary>
internal sealed record KeyChange(ImmutableDictionary<string, string> Added, ImmutableArray<string> Removed)
{
    public static KeyChange None { get; } = new(ImmutableDictionary<string, string>.Empty, []);

    public bool IsNone => Added.IsEmpty && Removed.IsEmpty;
}
