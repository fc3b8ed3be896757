using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Journal;

public sealed class QueueTailTests
{
    [Fact]
    public void TryRead_WithinWhatIsKept_AnswersFromAnyPlace()
    {
        var tail = new QueueTail(4, 1_000_000, 100);
        Append(tail, 101, 103, 105);

        Assert.Equal([101, 103, 105], Read(tail, 100, 9)!);
        Assert.Equal([103, 105], Read(tail, 101, 9)!);
        Assert.Equal([103], Read(tail, 102, 1)!);
        Assert.Empty(Read(tail, 105, 9)!);
        Assert.Empty(Read(tail, 900, 9)!);
        Assert.Null(Read(tail, 99, 9));
    }

    [Fact]
    public void TryRead_AfterEviction_NoLongerAnswersForWhatIsGone()
    {
        var tail = new QueueTail(3, 1_000_000, 0);
        Append(tail, 1, 2, 3, 4, 5);

        Assert.Null(Read(tail, 0, 9));
        Assert.Null(Read(tail, 1, 9));
        Assert.Equal([3, 4, 5], Read(tail, 2, 9)!);
    }

    [Fact]
    public void Append_MoreBytesThanKept_EvictsTheOldestButKeepsTheNewest()
    {
        var tail = new QueueTail(100, 2_500, 0);
        tail.Append(new(1, "stock", "A", new byte[1_000], null));
        tail.Append(new(2, "stock", "A", new byte[1_000], null));
        Assert.Equal([1, 2], Read(tail, 0, 9)!);
        tail.Append(new(3, "stock", "A", new byte[1_000], null));
        Assert.Equal([2, 3], Read(tail, 1, 9)!);
        Assert.Null(Read(tail, 0, 9));
        tail.Append(new(4, "stock", "A", new byte[1_000_000], null));

        Assert.Equal([4], Read(tail, 3, 9)!);
        Assert.Null(Read(tail, 2, 9));
    }

    [Fact]
    public void Restart_MessagesWereKept_AnswersOnlyFromTheNewPlace()
    {
        var tail = new QueueTail(3, 1_000_000, 0);
        Append(tail, 1, 2, 3);

        tail.Restart(90);
        tail.Wake();

        Assert.Equal(90, tail.Newest.Position);
        Assert.Null(Read(tail, 89, 9));
        Assert.Empty(Read(tail, 90, 9)!);
        Append(tail, 91, 92, 93, 94);
        Assert.Equal([92, 93, 94], Read(tail, 91, 9)!);
        Assert.Null(Read(tail, 90, 9));
    }

    [Fact]
    public void NothingBetween_StorageHasNothingThere_AnswersFromFurtherBack()
    {
        var tail = new QueueTail(3, 1_000_000, 100);
        Append(tail, 101);

        tail.NothingBetween(40, 100);

        Assert.Equal([101], Read(tail, 40, 9)!);
        Assert.Null(Read(tail, 39, 9));
    }

    [Fact]
    public void NothingBetween_MessagesWereEvictedMeanwhile_IsIgnored()
    {
        var tail = new QueueTail(2, 1_000_000, 100);
        Append(tail, 101, 102, 103);

        tail.NothingBetween(40, 100);

        Assert.Null(Read(tail, 40, 9));
        Assert.Equal([102, 103], Read(tail, 101, 9)!);
    }

    [Fact]
    public void Newest_AppendedAndWoken_IsTheLastMessage()
    {
        var tail = new QueueTail(2, 1_000_000, 100);
        Assert.Equal(100, tail.Newest.Position);
        Append(tail, 101, 102, 103);
        Assert.Equal(100, tail.Newest.Position);

        tail.Wake();

        Assert.Equal(103, tail.Newest.Position);
    }

    private static void Append(QueueTail tail, params long[] positions)
    {
        foreach (var position in positions)
        {
            tail.Append(new(position, "stock", "A", new byte[1], null));
        }
    }

    private static long[]? Read(QueueTail tail, long after, int max) =>
        tail.TryRead(after, max, out var messages) ? [.. messages.Select(message => message.Position)] : null;
}
