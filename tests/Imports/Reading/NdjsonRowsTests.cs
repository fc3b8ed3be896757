using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;
using Xunit;

namespace Storehouse.Tests.Imports.Reading;

public class NdjsonRowsTests
{
    private const string Good =
        """{"order_id":"1","placed_at":"2011-01-01T10:00:00","customer_id":null,"sku":"A","""
        + """ "description":"","quantity":2,"unit_price":2.50}""";

    [Fact]
    public void Read_NumbersNullsAndStrings_AsText()
    {
        var row = Assert.Single(Files.Ndjson(Good, OrderFile.Columns));

        Assert.Empty(row.Faults);
        Assert.Equal("1", row.Key);
        Assert.Equal(["1", "2011-01-01T10:00:00", "", null, "A", "", "2", "2.50"], row.Values);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("{\"order_id\":\"1\",\"order_id\":\"2\"}")]
    [InlineData("{\"order_id\":\"\\ud800\"}")]
    public void Read_NoObject_RowWithoutKey(string bad)
    {
        var rows = Files.Ndjson($"{bad}\n\n{Good}\n", OrderFile.Columns);

        Assert.Null(rows[0].Key);
        Assert.Single(rows[0].Faults);
        Assert.Equal([1, 3], rows.Select(row => row.Line));
    }

    [Fact]
    public void Read_UnknownMissingAndMistypedFields_AllOfThemFaults()
    {
        var row = Assert.Single(Files.Ndjson(
            """
            {"order_id":"1","colour":"red","sku":["A"],"placed_at":"x","customer_id":"","description":""}
            """,
            OrderFile.Columns));

        Assert.Equal(
            [
                "The field 'colour' is not known.", "The field 'sku' has the wrong type.",
                "The field 'quantity' is missing.", "The field 'unit_price' is missing.",
            ],
            row.Faults);
    }

    [Fact]
    public void Read_EndlessLine_FileIsDamagedWithoutFillingMemory() =>
        Assert.Throws<DamagedFileException>(
            () => Files.Ndjson(new string('x', NdjsonRows.LineLengthMax + 70_000), OrderFile.Columns));
}
