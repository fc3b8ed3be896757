using CsCheck;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

public sealed class OrderIdTests
{
    private const long MaxMilliseconds = 253_402_300_799_000;

    private static readonly Gen<(long At, byte[] Random)> Parts =
        Gen.Select(Gen.Long[0, MaxMilliseconds], Gen.Byte.Array[10]);

    [Fact]
    public void New_LayoutOfTheUlidSpecification()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1469918176385);
        Assert.StartsWith("ord_01ARYZ6S41", OrderId.New(at, new byte[10]), StringComparison.Ordinal);
        Assert.Equal("ord_0000000000ZZZZZZZZZZZZZZZZ", OrderId.New(DateTimeOffset.UnixEpoch, Filled(0xFF)));
    }

    [Fact]
    public void New_AnyMoment_Valid() => Parts.Sample(
        parts => Assert.True(OrderId.IsValid(Of(parts))), iter: 10_000);

    [Fact]
    public void New_LaterMoment_SortsLater() => Gen.Select(Parts, Parts).Sample(
        (left, right) => Assert.Equal(
            Math.Sign(left.At.CompareTo(right.At)),
            left.At == right.At ? 0 : Math.Sign(string.CompareOrdinal(Of(left), Of(right)))),
        iter: 10_000);

    [Fact]
    public void New_OtherBytes_OtherId() => Gen.Select(Parts, Gen.Byte.Array[10]).Sample(
        (parts, other) => Assert.Equal(
            parts.Random.AsSpan().SequenceEqual(other), Of(parts) == Of((parts.At, other))),
        iter: 10_000);

    [Fact]
    public void New_Twice_Differs() => Assert.NotEqual(OrderId.New(Given.Now), OrderId.New(Given.Now));

    [Fact]
    public void Imported_SameOrder_SameId()
    {
        var id = OrderId.Imported(Given.Now, "retail", "536365");
        Assert.Equal(id, OrderId.Imported(Given.Now, "retail", "536365"));
        Assert.True(OrderId.IsValid(id));
        Assert.NotEqual(id, OrderId.Imported(Given.Now, "retail", "536366"));
        Assert.NotEqual(id, OrderId.Imported(Given.Now, "other", "536365"));
    }

    [Theory]
    [InlineData("ord_01HZX3W8Q00000000000000001", true)]
    [InlineData("ord_01HZX3W8Q0000000000000000", false)]
    [InlineData("ord_01HZX3W8Q000000000000000011", false)]
    [InlineData("ord_01HZX3W8Q0000000000000000I", false)]
    [InlineData("ord_01HZX3W8Q0000000000000000L", false)]
    [InlineData("ord_01HZX3W8Q0000000000000000O", false)]
    [InlineData("ord_01HZX3W8Q0000000000000000U", false)]
    [InlineData("ord_01hzx3w8q00000000000000001", false)]
    [InlineData("usr_01HZX3W8Q00000000000000001", false)]
    [InlineData("", false)]
    public void IsValid_ByItsShape(string text, bool expected) =>
        Assert.Equal(expected, OrderId.IsValid(text));

    private static string Of((long At, byte[] Random) parts) => OrderId.New(
        DateTimeOffset.FromUnixTimeMilliseconds(parts.At), parts.Random);

    private static byte[] Filled(byte value)
    {
        var bytes = new byte[10];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
