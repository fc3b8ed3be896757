using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;
using Xunit;

namespace Storehouse.Tests.Imports.Reading;

public class CsvRowsTests
{
    private static readonly FileColumns Pair = new("a", new("a", Required: true), new("b", Required: true));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Read_EitherLineEnd_RowsWithTheirLines(string end)
    {
        var rows = Files.Csv($"a,b{end}1,2{end}{end}3,4{end}", Pair);

        Assert.Equal([2, 4], rows.Select(row => row.Line));
        Assert.Equal(["1", "2", "3", "4"], rows.SelectMany(row => row.Values));
    }

    [Fact]
    public void Read_MarkAndColumnsInAnotherOrder_ValuesByColumn()
    {
        var row = Assert.Single(Files.Csv("\uFEFFb,a\n2,1", Pair));

        Assert.Equal(["1", "2"], row.Values);
        Assert.Equal("1", row.Key);
    }

    [Fact]
    public void Read_QuotedFields_AsRfc4180HasIt()
    {
        var rows = Files.Csv("a,b\n\"x,y\",\"say \"\"hello\"\"\"\n1,\"two\nlines\"\n2,after\n", Pair);

        Assert.Equal(
            ["x,y", "say \"hello\"", "1", "two\nlines", "2", "after"], rows.SelectMany(row => row.Values));
        Assert.Equal([2, 3, 5], rows.Select(row => row.Line));
    }

    [Fact]
    public void Read_OuterSpaces_Kept() =>
        Assert.Equal([" 1 ", " 2 "], Files.Csv("a,b\n 1 , 2 \n", Pair).Single().Values);

    [Theory]
    [InlineData("1")]
    [InlineData("1,2,3")]
    public void Read_OtherNumberOfColumns_FaultOfThatRowAlone(string bad)
    {
        var rows = Files.Csv($"a,b\n{bad}\n4,5\n", Pair);

        Assert.Equal([1, 0], rows.Select(row => row.Faults.Length));
        Assert.Equal("1", rows[0].Key);
    }

    [Fact]
    public void Read_QuoteInsideAField_FaultOfThatRowAlone()
    {
        var rows = Files.Csv("a,b\n1,5\" nail\n2,3\n", Pair);

        Assert.Equal([1, 0], rows.Select(row => row.Faults.Length));
    }

    [Theory]
    [InlineData("a,b\n1,\"open\n2,3\n4,5\n")]
    [InlineData("a,b\n1,\"open\n2,\"quoted\"\n4,5\n")]
    public void Read_QuoteLeftOpen_FileIsDamagedSinceRowsWereSwallowed(string text)
    {
        var damage = Assert.Throws<DamagedFileException>(() => Files.Csv(text, Pair));

        Assert.Contains("line 2", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EndlessField_FileIsDamagedWithoutFillingMemory()
    {
        var text = $"a,b\n1,\"{new string('x', CsvRows.FieldLengthMax + 1)}\"\n";

        Assert.Throws<DamagedFileException>(() => Files.Csv(text, Pair));
    }

    [Fact]
    public void Header_EmptyFile_NoNames()
    {
        using var csv = CsvRows.Open(new MemoryStream(), OrderFile.Columns);

        Assert.Empty(csv.Header);
        Assert.Empty(csv.Read());
    }
}
