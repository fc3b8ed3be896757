using System.Net;
using System.Net.Http.Headers;
using System.Text;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Http;

public sealed class JsonBodyTests(SharedServer shared)
{
    private const string Path = Probes.Path + "/body";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Read_SoundBody_GivesEachField()
    {
        using var response = await Server.Send(Post(Path, """
            {"text":"héllo","notes":"a\n\tb","count":7,"flag":true,"role":"staff","hold":"PT15M",
             "inner":{"depth":3},"lines":[{"sku":"A"},{"sku":"B"}],"map":{"k":"v"}}
            """));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("héllo|a\n\tb|7|True|Staff|00:15:00|3|A,B|1", await response.Text());
    }

    [Fact]
    public async Task Read_NullsAndAbsentFields_AreTheSame()
    {
        using var response = await Server.Send(Post(Path, """
            {"text":"x","count":1,"notes":null,"flag":null,"role":null,"inner":null,"lines":null,"map":null}
            """));
        Assert.Equal("x||1||||||", await response.Text());
    }

    [Fact]
    public async Task Read_ManyFaults_ReportsAllAtOnceWithPointers()
    {
        using var response = await Server.Send(Post(Path + "?x=1", """
            {"notes":"bell \u0007","count":1.5,"flag":"yes","role":"king","hold":"15 minutes",
             "inner":{"depth":10,"extra":1},"lines":[{"sku":"A"},{},{"sku":5}],
             "map":{"a":"1","b":2,"toolong":"3"},"a/b~c":0}
            """));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(
            [
                "/a~1b~0c unknown_field", "/count wrong_type", "/flag wrong_type", "/hold invalid_format",
                "/inner/depth out_of_range", "/inner/extra unknown_field", "/lines/1/sku required",
                "/lines/2/sku wrong_type", "/map too_many", "/map/b wrong_type", "/map/toolong too_long",
                "/notes invalid_value", "/role invalid_value", "/text required", "x unknown_field",
            ],
            problem.Faults());
    }

    [Theory]
    [InlineData("""{"text":"x","count":1,"count":1}""", "/count duplicate")]
    [InlineData("""{"text":"x","count":0}""", "/count out_of_range")]
    [InlineData("""{"text":"x","count":101}""", "/count out_of_range")]
    [InlineData("""{"text":"x","count":99999999999999999999}""", "/count out_of_range")]
    [InlineData("""{"text":"x","count":1e0}""", "/count wrong_type")]
    [InlineData("""{"text":"x","count":"1"}""", "/count wrong_type")]
    [InlineData("""{"text":"x","count":null}""", "/count required")]
    [InlineData("""{"text":"","count":1}""", "/text too_short")]
    [InlineData("""{"text":"123456","count":1}""", "/text too_long")]
    [InlineData("""{"text":"a\nb","count":1}""", "/text invalid_value")]
    [InlineData("""{"text":"a\u0000","count":1}""", "/text invalid_value")]
    [InlineData("""{"text":"\ud800","count":1}""", "/text invalid_value")]
    [InlineData("""{"text":"x","count":1,"\udc00":1}""", " invalid_value")]
    [InlineData("""{"text":"x","count":1,"inner":[]}""", "/inner wrong_type")]
    [InlineData("""{"text":"x","count":1,"lines":{}}""", "/lines wrong_type")]
    [InlineData("""{"text":"x","count":1,"lines":[]}""", "/lines too_few")]
    [InlineData("""{"text":"x","count":1,"lines":[1]}""", "/lines/0 wrong_type")]
    [InlineData("""{"text":"x","count":1,"lines":[{},{},{},{}]}""", "/lines too_many")]
    [InlineData("""{"text":"x","count":1,"hold":"PT0S"}""", "/hold out_of_range")]
    [InlineData("""{"text":"x","count":1,"hold":"P31D"}""", "/hold out_of_range")]
    [InlineData("""[]""", " wrong_type|/count required|/text required")]
    [InlineData("""null""", " wrong_type|/count required|/text required")]
    public async Task Read_OneFault_NamesIt(string json, string faults)
    {
        using var response = await Server.Send(Post(Path, json));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(faults.Split('|'), problem.Faults());
    }

    [Fact]
    public async Task Read_TextAtItsLimitInSurrogatePairs_CountsCharacters()
    {
        using var response = await Server.Send(Post(Path, """{"text":"😀😀😀😀😀","count":1}"""));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{'text':1}")]
    [InlineData("{\"text\":\"\\x\"}")]
    [InlineData("{\"text\":01}")]
    [InlineData("{\"text\":1,}")]
    [InlineData("{\"a\":1e999999,}")]
    [InlineData("// no\n{}")]
    public async Task Read_NotJson_IsMalformed(string json)
    {
        using var response = await Server.Send(Post(Path, json));
        await response.AssertProblem(HttpStatusCode.BadRequest, "malformed_json");
    }

    [Fact]
    public async Task Read_NestedTooDeep_IsMalformed()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);
        using var response = await Server.Send(Post(Path, json));
        await response.AssertProblem(HttpStatusCode.BadRequest, "malformed_json");
    }

    [Fact]
    public async Task Read_BadUtf8_IsMalformed()
    {
        var content = new ByteArrayContent([.. "{\"text\":\""u8, 0xFF, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Server.Send(
            new HttpRequestMessage(HttpMethod.Post, Path) { Content = content });
        await response.AssertProblem(HttpStatusCode.BadRequest, "malformed_json");
    }

    [Fact]
    public async Task Read_ByteOrderMark_IsIgnored()
    {
        var content = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. "{\"text\":\"x\",\"count\":1}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Server.Send(
            new HttpRequestMessage(HttpMethod.Post, Path) { Content = content });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_LargerThanTheLimit_IsPayloadTooLarge(bool chunked)
    {
        var request = Post(Path, $$"""{"text":"{{new string('x', Probes.LimitBytes)}}"}""");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await Server.Send(request);
        var problem = await response.AssertProblem(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
        Assert.Equal(Probes.LimitBytes, problem.GetProperty("limit_bytes").GetInt32());
    }

    [Fact]
    public async Task Read_ExactlyTheLimit_IsRead()
    {
        var json = """{"text":"x","count":1}""".PadRight(Probes.LimitBytes);
        using var response = await Server.Send(Post(Path, json));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/merge-patch+json")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Read_OtherMediaType_IsUnsupported(string? mediaType)
    {
        var content = new ByteArrayContent("{\"text\":\"x\",\"count\":1}"u8.ToArray());
        if (mediaType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        using var response = await Server.Send(
            new HttpRequestMessage(HttpMethod.Post, Path) { Content = content });
        var problem = await response.AssertProblem(
            HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.Equal("application/json", problem.GetProperty("supported")[0].GetString());
    }

    [Fact]
    public async Task Read_Compressed_IsUnsupported()
    {
        var request = Post(Path, "{}");
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using var response = await Server.Send(request);
        await response.AssertProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task Read_ThousandsOfUnknownFields_ReportsAHundred()
    {
        var fields = new StringBuilder("{\"text\":\"x\",\"count\":1");
        for (var index = 0; index < 300; index++)
        {
            fields.Append($",\"f{index}\":0");
        }

        using var response = await Server.Send(Post(Path, fields.Append('}').ToString()));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(100, problem.GetProperty("errors").GetArrayLength());
    }
}
