using System.Net;
using Storehouse.Http;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Http;

public sealed class QueryTests(SharedServer shared)
{
    private const string Path = Probes.Path + "/query";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Read_NoParameters_GivesDefaults()
    {
        using var response = await Server.Send(Get(Path));
        Assert.Equal("50||||||", await response.Text());
    }

    [Fact]
    public async Task Read_SoundParameters_GivesEach()
    {
        var cursor = Cursor.Encode("probe", "row 17");
        using var response = await Server.Send(Get(
            $"{Path}?limit=200&from=2026-01-31T12:00:00%2B01:00&available=true&role=admin&q=a%20b&sort=-name"
            + $"&cursor={cursor}"));
        Assert.Equal(
            "200|2026-01-31T12:00:00.0000000+01:00|True|Admin|row 17|a b|-name", await response.Text());
    }

    [Fact]
    public async Task Read_ManyFaults_ReportsAllAtOnce()
    {
        using var response = await Server.Send(Get(
            Path + "?limit=201&from=2026-01-31&available=1&role=king&cursor=xyz&q=123456&sort=size&other=1"));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(
            [
                "available wrong_type", "cursor invalid_format", "from invalid_format", "limit out_of_range",
                "other unknown_field", "q too_long", "role invalid_value", "sort invalid_value",
            ],
            problem.Faults());
    }

    [Theory]
    [InlineData("limit=0", "limit out_of_range")]
    [InlineData("limit=-1", "limit out_of_range")]
    [InlineData("limit=99999999999999999999", "limit out_of_range")]
    [InlineData("limit=ten", "limit wrong_type")]
    [InlineData("limit=", "limit wrong_type")]
    [InlineData("limit=1&limit=2", "limit duplicate")]
    [InlineData("from=2026-01-31T12:00:00", "from invalid_format")]
    [InlineData("q=%00", "q invalid_value")]
    public async Task Read_OneFault_NamesIt(string query, string fault)
    {
        using var response = await Server.Send(Get($"{Path}?{query}"));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal([fault], problem.Faults());
    }

    [Fact]
    public void Cursor_Decoded_GivesItsParts()
    {
        var text = Cursor.Encode("orders?status=shipped", "2026-01-31T12:00:00Z", "ord_1", "");
        Assert.True(Cursor.TryDecode("orders?status=shipped", text, out var parts));
        Assert.Equal(["2026-01-31T12:00:00Z", "ord_1", ""], parts);
        Assert.Matches("^[A-Za-z0-9_-]+$", text);
    }

    [Fact]
    public void Cursor_OfAnotherList_IsRefused() =>
        Assert.False(Cursor.TryDecode("orders?status=shipped", Cursor.Encode("orders", "x"), out _));

    [Fact]
    public void Cursor_AnyCharacterChanged_IsRefused()
    {
        var text = Cursor.Encode("orders", "ord_1", "17");
        for (var index = 0; index < text.Length; index++)
        {
            var changed = text[..index] + (text[index] == 'A' ? 'B' : 'A') + text[(index + 1)..];
            Assert.False(Cursor.TryDecode("orders", changed, out _), $"at {index}");
            Assert.False(Cursor.TryDecode("orders", text[..index], out _), $"cut at {index}");
        }
    }

    [Theory]
    [InlineData("PT15M", 900)]
    [InlineData("P1D", 86_400)]
    [InlineData("P2W", 1_209_600)]
    [InlineData("P1DT2H3M4.5S", 93_784.5)]
    [InlineData("PT0.1S", 0.1)]
    public void Duration_Iso8601_IsParsed(string text, double seconds)
    {
        Assert.True(Iso8601Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("15M")]
    [InlineData("P1Y")]
    [InlineData("P1M")]
    [InlineData("-PT15M")]
    [InlineData("PT1.5M")]
    [InlineData("PT15M\n")]
    [InlineData("pt15m")]
    [InlineData("PT9999999999S")]
    public void Duration_NotOfFixedLengthOrForm_IsRefused(string text) =>
        Assert.False(Iso8601Duration.TryParse(text, out _));

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00.1234567Z", "2026-01-31T12:00:00.1234567Z")]
    [InlineData("2026-01-31T12:00:00.5+02:00", "2026-01-31T10:00:00.5Z")]
    public void Time_Rfc3339_IsParsedAndWrittenInUtc(string text, string written)
    {
        Assert.True(Rfc3339.TryParse(text, out var time));
        Assert.Equal(written, Rfc3339.Format(time));
    }

    [Theory]
    [InlineData("2026-01-31")]
    [InlineData("2026-02-30T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("2026-01-31 12:00:00Z")]
    [InlineData("2026-01-31T12:00Z")]
    [InlineData("31/01/2026")]
    public void Time_NotRfc3339_IsRefused(string text) => Assert.False(Rfc3339.TryParse(text, out _));
}
