using Storehouse.Imports;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;
using Xunit;

namespace Storehouse.Tests.Imports.Orders;

/// <summary>Rows of a real retailer that are unusual, each with the reason why.</summary>
public class OddRowsTests
{
    private const string Why = "reason";
    private static readonly FileColumns Columns =
        new(OrderFile.OrderId, [.. OrderFile.Columns.All, new(Why)]);

    [Theory]
    [InlineData("negative unit price", "bad_debt_entry,negative_price")]
    [InlineData("unit price with three decimals", "too_many_decimals")]
    public void Read_RowThatNoOrderCanBe_RefusedForJustThat(string why, string codes) => Assert.All(
        Orders(why),
        order => Assert.Equal(codes.Split(','), order.Faults.Select(fault => fault.Code).Order()));

    [Fact]
    public void Read_EntryOfBadDebt_Refused() => Assert.All(Orders("invoice number prefix A"), order =>
        Assert.Contains(order.Faults, fault => fault.Code == ReasonCodes.BadDebtEntry));

    [Fact]
    public void Read_StockMovementInDisguise_Adjustment() => Assert.All(
        Orders("negative quantity on a non-cancellation"), order =>
    {
        Assert.Empty(order.Faults);
        Assert.NotEqual("", Assert.Single(order.Adjustments).Reason);
        Assert.True(order.Adjustments[0].Quantity < 0);
        Assert.Empty(order.Sale);
    });

    [Theory]
    [InlineData("cancellation of more than was bought")]
    [InlineData("cancellation with no earlier purchase")]
    [InlineData("cancellation without customer")]
    public void Read_Cancellation_Return(string why) => Assert.All(Orders(why), order =>
    {
        Assert.Empty(order.Faults);
        Assert.True(Assert.Single(order.Returns).Quantity > 0);
        Assert.Empty(order.Sale);
    });

    [Theory]
    [InlineData("customer seen under two countries")]
    [InlineData("exact duplicate")]
    [InlineData("free line to a real customer")]
    [InlineData("non-ASCII description")]
    [InlineData("order resumes after another order")]
    [InlineData("order whose lines carry two times")]
    [InlineData("quote in description")]
    [InlineData("sku differs from another only by letter case")]
    public void Read_OddButSound_Sale(string why) => Assert.All(Orders(why), order =>
    {
        Assert.Empty(order.Faults);
        Assert.True(Assert.Single(order.Sale).Quantity > 0);
    });

    [Theory]
    [InlineData("huge quantity")]
    [InlineData("huge unit price")]
    [InlineData("country name not in ISO 3166")]
    [InlineData("empty description")]
    [InlineData("leading or trailing space")]
    [InlineData("note in place of a description")]
    [InlineData("sku is not a product")]
    public void Read_OddButSoundOfAnyKind_OneThingOrRefusedForItsPriceOrId(string why) => Assert.All(
        Orders(why),
        order =>
        {
            var things = order.Sale.Length + order.Returns.Length + order.Adjustments.Length;
            Assert.True(things == 1 || !order.Faults.IsEmpty);
            Assert.DoesNotContain(order.Faults, fault => fault.Code == ReasonCodes.MalformedRow);
        });

    [Fact]
    public void Read_AllOfThem_NoneIsMalformed()
    {
        var orders = Orders("");

        Assert.Equal(302, orders.Count);
        Assert.DoesNotContain(
            orders.SelectMany(order => order.Faults), fault => fault.Code == ReasonCodes.MalformedRow);
    }

    private static List<ReadOrder> Orders(string why)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "odd-rows.csv"));
        using var csv = CsvRows.Open(file, Columns);
        List<ReadOrder> orders =
        [
            .. csv.Read()
                .Where(row => row.Values[Columns.IndexOf(Why)]!.StartsWith(why, StringComparison.Ordinal))
                .Select(row => OrderRules.Read(new(1, row.Key, [row], 1), Files.Pounds)),
        ];
        Assert.NotEmpty(orders);
        return orders;
    }
}
