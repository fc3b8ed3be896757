namespace Storehouse.Tests.Bench;

/// <summary>Which SKUs the orders want. Every line asks for one unit.</summary>
/// <param name="HotLine">The first line is always on the hot SKU.</param>
/// <param name="SpreadLines">Lines on SKUs drawn evenly from all others, no SKU twice in an order.</param>
public sealed record Scenario(string Name, string Title, bool HotLine, int SpreadLines)
{
    public static readonly Scenario Uniform = new("uniform", "two lines spread over all SKUs", false, 2);
    public static readonly Scenario Hot = new("hot", "one line on the hot SKU, one spread", true, 1);
    public static readonly Scenario HotSingle = new("hot-single", "one line, on the hot SKU", true, 0);

    public static IReadOnlyList<Scenario> All { get; } = [Uniform, Hot, HotSingle];

    /// <summary>Stands for every scenario.</summary>
    public const string AllNames = "all";

    public int Lines => SpreadLines + (HotLine ? 1 : 0);

    public static IReadOnlyList<Scenario> Named(string name) =>
        name == AllNames ? All : [All.Single(one => one.Name == name)];
}

/// <summary>SKUs by number; number 0 is the hot one.</summary>
public static class BenchSku
{
    public const int Hot = 0;
    public const int CountMax = 100_000;

    public static string Name(int number) => $"SKU-{number:D5}";
}
