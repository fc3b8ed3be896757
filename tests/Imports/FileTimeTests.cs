using Storehouse.Imports;
using Xunit;

namespace Storehouse.Tests.Imports;

public class FileTimeTests
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    [Theory]
    [InlineData("2010-12-01T08:26:00", "2010-12-01T08:26:00Z")]
    [InlineData("2011-07-01T08:26", "2011-07-01T07:26:00Z")]
    [InlineData("2011-07-01T08:26:00.5", "2011-07-01T07:26:00.5Z")]
    [InlineData("2011-07-01T08:26:00Z", "2011-07-01T08:26:00Z")]
    [InlineData("2011-07-01T08:26:00+02:00", "2011-07-01T06:26:00Z")]
    [InlineData("2011-03-27T00:59:59", "2011-03-27T00:59:59Z")]
    [InlineData("2011-03-27T01:30:00", "2011-03-27T01:30:00Z")] // Skipped: clocks went from 01:00 to 02:00.
    [InlineData("2011-03-27T02:00:00", "2011-03-27T01:00:00Z")]
    [InlineData("2011-10-30T00:59:59", "2011-10-29T23:59:59Z")]
    [InlineData("2011-10-30T01:30:00", "2011-10-30T00:30:00Z")] // Shown twice: the first is meant.
    [InlineData("2011-10-30T02:00:00", "2011-10-30T02:00:00Z")]
    public void TryParse_TimeOnTheClocksOfLondon_TheMomentItNames(string text, string moment)
    {
        Assert.True(FileTime.TryParse(text, London, out var at));
        Assert.Equal(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), at);
        Assert.Equal(TimeSpan.Zero, at.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2011-13-01T00:00:00")]
    [InlineData("2011-02-29T00:00:00")]
    [InlineData("01/12/2010 08:26")]
    [InlineData("2010-12-01")]
    [InlineData("2010-12-01T24:00:00")]
    [InlineData("1969-12-31T23:59:59")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    public void TryParse_NoSuchTime_False(string text) =>
        Assert.False(FileTime.TryParse(text, London, out _));
}
