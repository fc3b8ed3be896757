using CsCheck;
using Storehouse.Imports.Running;
using Xunit;

namespace Storehouse.Tests.Imports.Running;

public class TurnsTests
{
    [Fact]
    public void TryStart_NothingInCommon_AllAtOnce()
    {
        var turns = new Turns<int>();
        turns.Add(1, ["a", "b"]);
        turns.Add(2, ["c"]);
        turns.Add(3, []);

        Assert.Equal([1, 2, 3], Ready(turns));
    }

    [Fact]
    public void TryStart_SomethingInCommon_WaitsForTheEarlierOne()
    {
        var turns = new Turns<int>();
        turns.Add(1, ["a", "a", "b"]);
        turns.Add(2, ["b", "c"]);
        turns.Add(3, ["c"]);

        Assert.Equal([1], Ready(turns));
        turns.Finish(1);
        Assert.Equal([2], Ready(turns));
        turns.Finish(2);
        Assert.Equal([3], Ready(turns));
        turns.Finish(3);
        Assert.Equal(0, turns.Count);
    }

    [Fact]
    public void TryStart_AnyClaimsAndAnyOrderOfFinishing_EachClaimServedInFileOrderAndNobodyForgotten()
    {
        var work = Gen.Char['a', 'f'].Array[0, 4].Array[1, 40];
        Gen.Select(work, Gen.Int[1, 8], Gen.Int).Sample(
            (claims, lookahead, seed) =>
            {
                var random = new Random(seed);
                var turns = new Turns<int>();
                var running = new List<int>();
                var started = new List<int>();
                for (var next = 0; next < claims.Length || turns.Count > 0;)
                {
                    for (; next < claims.Length && turns.Count < lookahead; next++)
                    {
                        turns.Add(next, claims[next].Select(claim => $"{claim}"));
                    }

                    var ready = Ready(turns);
                    running.AddRange(ready);
                    started.AddRange(ready);
                    Assert.NotEmpty(running);
                    var held = running.SelectMany(one => claims[one].Distinct());
                    Assert.All(held.GroupBy(claim => claim), holders => Assert.Single(holders));
                    var finished = running[random.Next(running.Count)];
                    running.Remove(finished);
                    turns.Finish(finished);
                }

                Assert.Equal(claims.Length, started.Distinct().Count());
                Assert.Equal(claims.Length, started.Count);
                foreach (var claim in claims.SelectMany(one => one).Distinct())
                {
                    var served = started.Where(one => claims[one].Contains(claim)).ToList();
                    Assert.Equal(served.Order(), served);
                }
            },
            iter: 2_000);
    }

    private static List<int> Ready(Turns<int> turns)
    {
        var ready = new List<int>();
        while (turns.TryStart(out var work))
        {
            ready.Add(work);
        }

        return ready;
    }
}
