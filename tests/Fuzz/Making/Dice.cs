namespace Storehouse.Tests.Fuzz;

/// <summary>The chance in one request: made of the seed and its number, so that it can be made again.</summary>
internal sealed class Dice(int seed, int number)
{
    private readonly Random _random = new(unchecked((seed * 486_187_739) + (number * 16_777_619)));

    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>From 0 to one below <paramref name="count"/>.</summary>
    public int Below(int count) => _random.Next(count);

    public long Any() => _random.NextInt64();

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
