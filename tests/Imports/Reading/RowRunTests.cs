using Storehouse.Imports.Reading;
using Xunit;

namespace Storehouse.Tests.Imports.Reading;

public class RowRunTests
{
    [Theory]
    [InlineData("aab", "a:1,2 b:3")]
    [InlineData("aba", "a:1 b:2 a:3")]
    [InlineData("a?a", "a:1,2,3")]
    [InlineData("a?b", "a:1 ?:2 b:3")]
    [InlineData("??a", "?:1 ?:2 a:3")]
    [InlineData("a??", "a:1 ?:2 ?:3")]
    [InlineData("?", "?:1")]
    [InlineData("", "")]
    public void Split_UnreadableRowsBetween_BelongWhereBothSidesAgree(string keys, string expected)
    {
        var rows = keys.Select((key, index) => new FileRow(index + 1, key == '?' ? null : $"{key}", [], []));

        var runs = RowRun.Split(rows, rowsMax: 100);

        Assert.Equal(expected, string.Join(' ', runs.Select(
            run => $"{run.Key ?? "?"}:{string.Join(',', run.Rows.Select(row => row.Line))}")));
    }

    [Fact]
    public void Split_EndlesslyUnreadable_NoneIsHeldBack()
    {
        var read = 0;
        IEnumerable<FileRow> Rows()
        {
            while (true)
            {
                yield return FileRow.Unreadable(++read, "fault");
            }
        }

        Assert.All(RowRun.Split(Rows(), 10).Take(1_000), run => Assert.Null(run.Key));
        Assert.InRange(read, 1_000, 1_200);
    }

    [Fact]
    public void Split_MoreRowsThanKept_CountedAllTheSame()
    {
        var rows = Enumerable.Range(1, 50).Select(line => new FileRow(line, "a", [], []));

        var run = Assert.Single(RowRun.Split(rows, rowsMax: 10));

        Assert.Equal((10, 50), (run.Rows.Count, run.Count));
    }
}
