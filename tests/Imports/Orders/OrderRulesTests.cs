using Storehouse.Imports;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;
using Xunit;

namespace Storehouse.Tests.Imports.Orders;

public class OrderRulesTests
{
    [Fact]
    public void Read_RepeatsOfASku_SummedWherePriceIsTheSame()
    {
        var order = Files.Order(
            "536365,2010-12-01T08:26:00,17850,United Kingdom,85123A,HEART,6,2.55",
            "536365,2010-12-01T08:26:00,17850,United Kingdom,85123a,HEART,1,2.55",
            "536365,2010-12-01T08:27:00,17850,United Kingdom,85123A,HEART,4,2.550",
            "536365,2010-12-01T08:27:00,17850,United Kingdom,85123A,HEART,2,2.95");

        Assert.Empty(order.Faults);
        Assert.Equal(("536365", "17850"), (order.OrderId, order.Customer));
        Assert.Equal(new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), order.PlacedAt);
        Assert.Equal(
            [("85123A", 10, 255), ("85123a", 1, 255), ("85123A", 2, 295)],
            order.Sale.Select(line => (line.Sku, line.Quantity, line.UnitPrice)));
        Assert.Equal([2, 4], order.Sale[0].Rows);
        Assert.Empty(order.Adjustments);
        Assert.Empty(order.Returns);
    }

    [Fact]
    public void Read_NoPriceAndNoCustomer_StockAdjustmentsBesideTheSale()
    {
        var order = Files.Order(
            "1,2010-12-01T08:26:00,,United Kingdom,A, damaged ,-5,0.00",
            "1,2010-12-01T08:26:00,,United Kingdom,B,,7,0",
            "1,2010-12-01T08:26:00,,United Kingdom,B,SOLD,1,3.00");

        Assert.Empty(order.Faults);
        Assert.Null(order.Customer);
        Assert.Equal(
            [("A", -5, "damaged", 1), ("B", 7, "unexplained", 2)],
            order.Adjustments.Select(row => (row.Sku, row.Quantity, row.Reason, row.Number)));
        Assert.Equal("B", Assert.Single(order.Sale).Sku);
    }

    [Fact]
    public void Read_FreeLineOfACustomer_ASaleAtNothing()
    {
        var order = Files.Order("1,2010-12-01T08:26:00,13081,United Kingdom,22090,BUNTING,24,0.00");

        Assert.Equal(0, Assert.Single(order.Sale).UnitPrice);
        Assert.Empty(order.Adjustments);
    }

    [Fact]
    public void Read_IdWithC_ReturnsButForItsAdjustments()
    {
        var order = Files.Order(
            "C1,2010-12-01T08:26:00,,United Kingdom,A,HEART,-6,2.55",
            "C1,2010-12-01T08:26:00,,United Kingdom,B,lost,-1,0.00");

        Assert.Equal(("A", 6), (order.Returns.Single().Sku, order.Returns.Single().Quantity));
        Assert.Equal(("B", -1), (order.Adjustments.Single().Sku, order.Adjustments.Single().Quantity));
        Assert.Empty(order.Sale);
    }

    [Theory]
    [InlineData("A1,2010-12-01T08:26:00,,UK,B,Adjust bad debt,1,11062.06", ReasonCodes.BadDebtEntry)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,B,X,1,-0.01", ReasonCodes.NegativePrice)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,PADS,X,1,0.001", ReasonCodes.TooManyDecimals)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,PADS,X,1,0.000000000000000001", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,PADS,X,1,1e2", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,PADS,X,1,\"1,000.00\"", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,PADS,X,1,", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,A,X,0,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,,UK,A,X,0,0.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,A,X,-1,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,A,X,-1,0.00", ReasonCodes.MalformedRow)]
    [InlineData("C1,2010-12-01T08:26:00,1,UK,A,X,1,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,A,X,1.5,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,A,X,,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,A,X,99999999999,1.00", ReasonCodes.MalformedRow)]
    [InlineData("C1,2010-12-01T08:26:00,1,UK,A,X,-2147483648,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,tomorrow,1,UK,A,X,1,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2099-12-01T08:26:00,1,UK,A,X,1,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,,X,1,1.00", ReasonCodes.MalformedRow)]
    [InlineData("1,2010-12-01T08:26:00,1,UK,A,X,1", ReasonCodes.MalformedRow)]
    public void Read_OneFault_RefusedWithItsCodeAndRow(string row, string code)
    {
        var order = Files.Order(row);

        var fault = Assert.Single(order.Faults);
        Assert.Equal(code, fault.Code);
        Assert.True(fault.Row is 2 || code == ReasonCodes.BadDebtEntry);
    }

    [Fact]
    public void Read_SkuTooLong_Refused()
    {
        var order = Files.Order($"1,2010-12-01T08:26:00,1,UK,{new string('x', 65)},X,1,1.00");

        Assert.Equal(ReasonCodes.MalformedRow, Assert.Single(order.Faults).Code);
    }

    [Fact]
    public void Read_ManyFaults_AllReported()
    {
        var order = Files.Order(
            "A1,never,1,UK,,X,0,-1.001",
            "A1,2010-12-01T08:26:00,2,UK,A,X,1,1.00");

        Assert.Equal(
            [
                ReasonCodes.BadDebtEntry, ReasonCodes.ConflictingRows, ReasonCodes.MalformedRow,
                ReasonCodes.MalformedRow, ReasonCodes.MalformedRow, ReasonCodes.NegativePrice,
                ReasonCodes.TooManyDecimals,
            ],
            order.Faults.Select(fault => fault.Code).Order());
    }

    [Theory]
    [InlineData("1", "2147483647")]
    [InlineData("C1", "-2147483647")]
    public void Read_SumTooLarge_Refused(string id, string quantity)
    {
        var order = Files.Order(
            $"{id},2010-12-01T08:26:00,1,UK,A,X,{quantity},1.00",
            $"{id},2010-12-01T08:26:00,1,UK,A,X,{quantity},1.00");

        Assert.Equal(ReasonCodes.TooLarge, Assert.Single(order.Faults).Code);
    }

    [Fact]
    public void Read_MoreRowsThanKept_RefusedWhole()
    {
        var rows = Files.Csv(
            $"{Files.OrderHeader}\n1,2010-12-01T08:26:00,1,UK,A,X,1,1.00\n", OrderFile.Columns);

        var order = OrderRules.Read(new(1, "1", rows, Count: 2), Files.Pounds);

        Assert.Equal(ReasonCodes.TooManyRows, Assert.Single(order.Faults).Code);
    }

    [Fact]
    public void Read_UnreadableRow_Refused()
    {
        var order = OrderRules.Read(new(1, null, [FileRow.Unreadable(7, "Not JSON.")], 1), Files.Pounds);

        Assert.Equal(new Reason(7, ReasonCodes.MalformedRow, "Not JSON."), Assert.Single(order.Faults));
    }

    [Fact]
    public void Read_CurrencyWithoutDecimals_ZerosAfterThePointAreNone()
    {
        var rows = Files.Csv(
            $"{Files.OrderHeader}\n"
            + "1,2010-12-01T08:26:00,1,JP,A,X,1,250.00\n2,2010-12-01T08:26:00,1,JP,A,X,1,250.50\n",
            OrderFile.Columns);
        var yen = Files.Pounds with { Decimals = 0 };

        Assert.Equal(250, OrderRules.Read(new(1, "1", [rows[0]], 1), yen).Sale.Single().UnitPrice);
        Assert.Equal(
            ReasonCodes.TooManyDecimals,
            OrderRules.Read(new(2, "2", [rows[1]], 1), yen).Faults.Single().Code);
    }
}
