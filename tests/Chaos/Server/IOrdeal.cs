using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Server;

/// <summary>What is done to the server while clients are at work.</summary>
public interface IOrdeal
{
    /// <param name="onAlive">Told after each return to life.</param>
    Task Run(History history, Action onAlive, CancellationToken cancellation);

    /// <summary>Prints what was done and how clients fared.</summary>
    void Summarize(History history, TextWriter output);
}
