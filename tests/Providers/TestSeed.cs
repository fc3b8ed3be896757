using System.Globalization;
using Xunit;

namespace Storehouse.Tests;

/// <summary>
/// The seed of a random test: printed, and taken from <c>STOREHOUSE_SEED</c> to run one again.
/// </summary>
public static class TestSeed
{
    public static int Next()
    {
        var seed = Environment.GetEnvironmentVariable("STOREHOUSE_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"STOREHOUSE_SEED={seed}");
        return seed;
    }
}
