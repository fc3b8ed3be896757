using System.Globalization;
using CsCheck;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;
using Xunit;

namespace Storehouse.Tests.Imports.Reading;

public class GroupIndexTests
{
    [Fact]
    public void Groups_OrderResumesAfterOthers_WholeAtItsFirstRow()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal("x:2,4,5,7 y:3 z:6", Grouped(folder, "xyxxzx", rowsMax: 100));
    }

    [Fact]
    public void Groups_MoreRowsThanKept_SaysHowManyThereWere()
    {
        using var folder = new TemporaryFolder();

        using var index = Build(folder, "xxyxx", rowsMax: 3);

        var group = index.Groups().First();
        Assert.Equal((3, 4, false), (group.Rows.Count, group.Count, group.HasAllRows));
    }

    [Fact]
    public void Groups_AnyOrderOfRows_AsIfGroupedInMemory()
    {
        using var folder = new TemporaryFolder();
        Gen.Char['a', 'e'].Array[0, 40].Select(keys => new string(keys)).Sample(
            keys =>
            {
                var expected = keys.Select((key, index) => (key, Line: index + 2)).GroupBy(row => row.key)
                    .Select(group => $"{group.Key}:{string.Join(',', group.Select(row => row.Line))}");
                Assert.Equal(string.Join(' ', expected), Grouped(folder, keys, rowsMax: 100));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void Build_ReadTwice_SameGroupsAndEveryRowCounted()
    {
        using var folder = new TemporaryFolder();

        using var index = Build(folder, "xyx", rowsMax: 100);

        Assert.Equal(3, index.RowCount);
        Assert.Equal(index.Groups().Select(Text), index.Groups().Select(Text));
    }

    private static string Grouped(TemporaryFolder folder, string keys, int rowsMax)
    {
        using var index = Build(folder, keys, rowsMax);
        return string.Join(' ', index.Groups().Select(Text));
    }

    private static GroupIndex Build(TemporaryFolder folder, string keys, int rowsMax)
    {
        var rows = keys.Select(key => $"{key},2011-01-01T10:00:00,,,SKU,,1,1.00\n");
        var path = folder.File("orders.csv", $"{Files.OrderHeader}\n{string.Concat(rows)}");
        return GroupIndex.Build(
            new(path, FileFormat.Csv, OrderFile.Columns), Path.Combine(folder.Path, "index.db"), rowsMax,
            TestContext.Current.CancellationToken);
    }

    private static string Text(RowGroup group) => string.Create(
        CultureInfo.InvariantCulture, $"{group.Key}:{string.Join(',', group.Rows.Select(row => row.Line))}");
}
