namespace Storehouse.Health;

/// <summary>One of the things a process needs before it can serve.</summary>
public interface IReadinessCheck
{
    /// <summary>A word for the report, such as <c>journal</c>.</summary>
    string Name { get; }

    /// <summary>Completes when it is there; throws what is wrong.</summary>
    Task Check(CancellationToken cancellation);
}
