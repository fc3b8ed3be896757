using CsCheck;
using Storehouse.Webhooks.Delivery;

namespace Storehouse.Tests.Webhooks.Rules;

public sealed class LanesTests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Start_SeveralOfOneSubject_OneAtATimeInOrder()
    {
        var lanes = new Lanes();
        Add(lanes, 1, "a");
        Add(lanes, 2, "a");
        Add(lanes, 3, "b");
        var first = lanes.Start(Epoch)!;
        Assert.Equal(1, first.Place.Position);
        Assert.Equal(3, lanes.Start(Epoch)!.Place.Position);
        Assert.Null(lanes.Start(Epoch));
        lanes.Finish(first);
        Assert.Equal(2, lanes.Start(Epoch)!.Place.Position);
    }

    [Fact]
    public void Park_AllBehindItToo_AndTheCursorPassesThem()
    {
        var lanes = new Lanes();
        Add(lanes, 1, "a");
        Add(lanes, 2, "a");
        Add(lanes, 3, "b");
        var failed = lanes.Start(Epoch)!;
        Assert.Equal([1, 2], lanes.Park(failed, Epoch.AddHours(1)).Select(parked => parked.Place.Position));
        Add(lanes, 4, "a");
        Assert.Equal((1, 3), (lanes.Open, lanes.Parked));
        Assert.Equal(3, lanes.FirstOpen!.Value.Position);
        Assert.Equal(3, lanes.Start(Epoch)!.Place.Position);
        Assert.Null(lanes.Start(Epoch));
        Assert.Equal(Epoch.AddHours(1), lanes.NextDue);
        lanes.Revive(Epoch);
        Assert.Same(failed, lanes.Start(Epoch));
    }

    [Fact]
    public void Add_DoneBeforeOneOfItsLaneThatIsThere_LeftOut()
    {
        var lanes = new Lanes();
        Assert.True(lanes.Add(new(new(5, 0), "a", "t") { IsParked = true }));
        Assert.False(lanes.Add(new(new(4, 0), "a", "t")));
        Assert.False(lanes.Add(new(new(5, 0), "a", "t")));
        Assert.True(lanes.Add(new(new(5, 1), "a", "t")));
        Assert.True(lanes.Add(new(new(4, 0), "b", "t")));
    }

    [Fact]
    public void AnySequence_EachSubjectInOrderAndTheCursorBehindAllThatIsOpen() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9]).Array[1, 120].Sample(steps =>
        {
            var lanes = new Lanes();
            var (position, now) = (0L, Epoch);
            var started = new List<WaitingEvent>();
            var done = new List<WaitingEvent>();
            foreach (var (subject, what) in steps)
            {
                now = now.AddSeconds(1);
                if (what < 4)
                {
                    Add(lanes, ++position, "s" + subject);
                }
                else if (what < 7 && lanes.Start(now) is { } next)
                {
                    Assert.DoesNotContain(started, other => other.Subject == next.Subject);
                    started.Add(next);
                }
                else if (started.Count > 0)
                {
                    var ended = started[subject % started.Count];
                    started.Remove(ended);
                    if (what == 7)
                    {
                        lanes.Park(ended, now.AddSeconds(3));
                    }
                    else
                    {
                        lanes.Finish(ended);
                        done.Add(ended);
                    }
                }

                Assert.Equal(position - done.Count, lanes.Count);
                Assert.DoesNotContain(started, other =>
                    !other.IsParked && other.Place.Position < lanes.FirstOpen?.Position);
            }

            Assert.All(done.GroupBy(ended => ended.Subject), lane => Assert.Equal(
                lane.Select(ended => ended.Place.Position).Order(), lane.Select(ended => ended.Place.Position)));
        }, iter: 2_000);

    private static void Add(Lanes lanes, long position, string subject) =>
        Assert.True(lanes.Add(new(new(position, 0), subject, "t") { DueAt = Epoch }));
}
