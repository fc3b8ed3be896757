using Storehouse.Imports;
using Storehouse.Imports.Reading;
using Storehouse.Inventory;
using Xunit;

namespace Storehouse.Tests.Imports.Items;

public class ItemRulesTests
{
    private const string Header = "sku,description,usual_unit_price,lines,units_sold,units_returned,"
        + "units_adjusted_in,units_adjusted_out,least_opening_stock,first_seen";

    [Fact]
    public void Read_RowOfTheCatalogue_ItemWithOpeningStock()
    {
        var item = Files.Item(
            Header, ["10002,INFLATABLE GLOBE ,0.85,73,860,0,180,3,683,2010-12-01T08:45:00"]);

        Assert.Empty(item.Faults);
        Assert.Equal(("10002", 683), (item.Sku, item.OpeningStock));
        Assert.Equal(
            ("INFLATABLE GLOBE", null, new Money(85, "GBP"), 0, BackorderPolicy.Deny, true),
            (item.Item!.Name, item.Item.Description, item.Item.UnitPrice, item.Item.LowStockThreshold,
                item.Item.Backorder, item.Item.Stocked));
    }

    [Fact]
    public void Read_NoDescriptionAndNoPrice_NamedByItsSkuAtNothing()
    {
        var item = Files.Item(Header, ["DCGS0055,,,1,0,0,0,1,1,2011-01-28T13:08:00"]);

        Assert.Empty(item.Faults);
        Assert.Equal(("DCGS0055", 0), (item.Item!.Name, item.Item.UnitPrice.Amount));
    }

    [Theory]
    [InlineData("0.5", 341)]
    [InlineData("0", 0)]
    [InlineData("2", 1366)]
    public void Read_PartOfTheOpeningStock_RoundedDown(string factor, int expected)
    {
        var item = Files.Item(
            "sku,description,usual_unit_price,least_opening_stock", ["A,A,1.00,683"],
            factor: decimal.Parse(factor, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(expected, item.OpeningStock);
    }

    [Theory]
    [InlineData("A,A,1.00,5,false", "")]
    [InlineData("A,A,1.00,5,", "A")]
    [InlineData("A,A,1.00,5,true", "A")]
    public void Read_NotStocked_NoOpeningStock(string row, string notStocked)
    {
        var item = Files.Item(
            "sku,description,usual_unit_price,least_opening_stock,stocked", [row], notStocked.Split(','));

        Assert.Equal((false, 0), (item.Item!.Stocked, item.OpeningStock));
    }

    [Fact]
    public void Read_OptionalColumns_Taken()
    {
        var item = Files.Item(
            "sku,description,usual_unit_price,low_stock_threshold,backorder,opening_stock",
            ["A,A,1.00,7,allow,9"]);

        Assert.Equal(
            (7, BackorderPolicy.Allow, 9),
            (item.Item!.LowStockThreshold, item.Item.Backorder, item.OpeningStock));
    }

    [Theory]
    [InlineData("A,A,0.001,5,true,0,deny", ReasonCodes.TooManyDecimals)]
    [InlineData("A,A,-1,5,true,0,deny", ReasonCodes.NegativePrice)]
    [InlineData("A,A,x,5,true,0,deny", ReasonCodes.MalformedRow)]
    [InlineData("A,A,1,-5,true,0,deny", ReasonCodes.MalformedRow)]
    [InlineData("A,A,1,5,yes,0,deny", ReasonCodes.MalformedRow)]
    [InlineData("A,A,1,5,true,-1,deny", ReasonCodes.MalformedRow)]
    [InlineData("A,A,1,5,true,0,maybe", ReasonCodes.MalformedRow)]
    [InlineData("A,A,1,5,true,0", ReasonCodes.MalformedRow)]
    public void Read_OneFault_RefusedWithItsCode(string row, string code)
    {
        var item = Files.Item(
            "sku,description,usual_unit_price,least_opening_stock,stocked,low_stock_threshold,backorder",
            [row]);

        Assert.Equal(code, Assert.Single(item.Faults).Code);
        Assert.Null(item.Item);
    }

    [Fact]
    public void Read_SkuTwice_BothRowsRefused()
    {
        var item = Files.Item("sku,description,usual_unit_price", ["A,A,1.00", "A,B,2.00"]);

        Assert.Equal(
            [(2L, ReasonCodes.DuplicateSku), (3L, ReasonCodes.DuplicateSku)],
            item.Faults.Select(fault => (fault.Row!.Value, fault.Code)));
    }

    [Fact]
    public void Read_FieldsOfTheApi_ItemAsWritten()
    {
        var item = Json("""
            {"sku":"A","name":"Heart","description":null,"unit_price":{"amount":255,"currency":"EUR"},
             "attributes":{"colour":"red"},"low_stock_threshold":3,"backorder":"allow","stocked":true,
             "updated_at":"2026-01-01T00:00:00Z","opening_stock":12}
            """);

        Assert.Empty(item.Faults);
        Assert.Equal(("Heart", null, new Money(255, "EUR"), "red", 12), (
            item.Item!.Name, item.Item.Description, item.Item.UnitPrice, item.Item.Attributes["colour"],
            item.OpeningStock));
    }

    [Theory]
    [InlineData("""{"sku":"A","name":"A"}""")]
    [InlineData("""{"sku":"A","name":"A","unit_price":{"amount":1}}""")]
    [InlineData("""{"sku":"A","name":"A","unit_price":{"amount":-1,"currency":"GBP"}}""")]
    [InlineData("""{"sku":"A","name":"A","unit_price":{"amount":1,"currency":"XXX"}}""")]
    [InlineData("""{"sku":"A","name":"A","unit_price":{"amount":1,"currency":"GBP"},"usual_unit_price":1}""")]
    [InlineData("""{"sku":"A","name":"A","usual_unit_price":1,"attributes":{"a":1}}""")]
    [InlineData("""{"sku":"A","name":"A","usual_unit_price":1,"least_opening_stock":1,"opening_stock":1}""")]
    [InlineData("""{"sku":"A","name":null,"usual_unit_price":1}""")]
    public void Read_FieldsAtOdds_Refused(string line) =>
        Assert.Equal(ReasonCodes.MalformedRow, Assert.Single(Json(line).Faults).Code);

    private static Storehouse.Imports.Items.ReadItem Json(string text) =>
        Files.Item("", [text.ReplaceLineEndings("")], format: FileFormat.Ndjson);
}
