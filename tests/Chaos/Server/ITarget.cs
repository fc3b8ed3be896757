namespace Storehouse.Tests.Chaos.Server;

/// <summary>What the clients of a run talk to.</summary>
public interface ITarget
{
    Uri BaseAddress { get; }

    /// <summary>Of every account.</summary>
    string Password { get; }

    /// <summary>Addresses at which everything is read back at the end; each must tell the same.</summary>
    IReadOnlyList<Uri> Readers { get; }

    /// <summary>Waits until requests make sense, at once when they do.</summary>
    Task WhenReady(CancellationToken cancellation);
}
