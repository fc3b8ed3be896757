using System.Net.Http.Headers;
using System.Text;
using static Storehouse.Tests.Imports.Uploads;

namespace Storehouse.Tests.Imports;

public sealed class ImportRequestTests(WholeServer server) : IClassFixture<WholeServer>
{
    private readonly Uploads _uploads = new(server);

    [Fact]
    public async Task Post_SameKeyAgain_FirstAnswerByteForByteAndOneImport()
    {
        var (a, key) = (Sku(), WholeServer.NewKey());
        var body = $"{ItemHeader}\n{a},HEART,2.55,10\n";

        var first = await _uploads.Post("items", body, key: key);
        await _uploads.Completed(first);
        var again = await _uploads.Post("items", body, key: key);
        var other = await _uploads.Post("items", body + $"{Sku()},HEART,2.55,10\n", key: key);

        Assert.Equal((202, 202, first.Text), (first.Status, again.Status, again.Text));
        Assert.Equal(("true", $"/api/v1/imports/{Text(first.Json, "id")}"), (
            again.Header("Idempotent-Replayed"), again.Header("Location")));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Null(first.Header("Idempotent-Replayed"));
    }

    [Theory]
    [InlineData("a,b\n", "/a unknown_field|/b unknown_field|/order_id required|/placed_at required|"
        + "/customer_id required|/sku required|/description required|/quantity required|"
        + "/unit_price required")]
    [InlineData(OrderHeader + ",sku\n", "/sku duplicate")]
    [InlineData("", " required")]
    public async Task Post_WrongColumns_AllOfThemNamed(string body, string faults)
    {
        var answer = await _uploads.Post("orders", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(faults.Split('|').Order(), answer.Faults.Order());
    }

    [Fact]
    public async Task Post_NotUtf8_RefusedByItsLine()
    {
        var answer = await _uploads.PostBytes("orders", [.. "a\nb"u8, 0xFF]);

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Contains("Line 2", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_GzipCutShort_Refused()
    {
        var packed = Packed(Encoding.UTF8.GetBytes($"{OrderHeader}\n"));
        using var content = new ByteArrayContent(packed[..^4]);
        content.Headers.ContentType = new("text/csv");
        content.Headers.ContentEncoding.Add("gzip");

        var answer = await server.Admin.SendContent("POST", "/imports/orders", content, null);

        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("orders", "currency=POUNDS", "currency invalid_value")]
    [InlineData("orders", "time_zone=Mars/Base", "time_zone invalid_value")]
    [InlineData("orders", "source=a%20b", "source invalid_format")]
    [InlineData("orders", "location=a%2Fb", "location invalid_format")]
    [InlineData("orders", "not_stocked=POST", "not_stocked unknown_field")]
    [InlineData("items", "source=shop", "source unknown_field")]
    [InlineData("items", "opening_stock_factor=-1", "opening_stock_factor out_of_range")]
    [InlineData("items", "opening_stock_factor=much&currency=x",
        "opening_stock_factor out_of_range|currency invalid_value")]
    public async Task Post_BadQuery_NamesIt(string kind, string query, string faults)
    {
        var answer = await _uploads.Post(kind, "sku\n", query: query);

        Assert.Equal(400, answer.Status);
        Assert.Equal(faults.Split('|').Order(), answer.Faults.Order());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/csv; charset=latin1")]
    public async Task Post_OtherMediaType_Refused(string mediaType)
    {
        using var content = new StringContent("x");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);

        var answer = await server.Admin.SendContent("POST", "/imports/orders", content, null);

        Assert.Equal((415, "unsupported_media_type"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Post_OtherEncoding_Refused()
    {
        using var content = new StringContent("x", Encoding.UTF8, "text/csv");
        content.Headers.ContentEncoding.Add("br");

        Assert.Equal(415, (await server.Admin.SendContent("POST", "/imports/orders", content, null)).Status);
    }

    [Fact]
    public async Task Routes_NotAnAdministrator_Forbidden()
    {
        using var content = new StringContent("x", Encoding.UTF8, "text/csv");

        var upload = await server.Customer.SendContent("POST", "/imports/orders", content, null);

        Assert.Equal(403, upload.Status);
        Assert.Equal(403, (await server.Customer.Get("/imports")).Status);
        Assert.Equal(401, (int)(await server.Anonymous.GetAsync("/api/v1/imports")).StatusCode);
    }

    [Fact]
    public async Task Lists_Pages_NewestFirst()
    {
        await _uploads.Send("items", $"{ItemHeader}\n{Sku()},HEART,2.55,1\n");
        var second = await _uploads.Send("items", $"{ItemHeader}\n{Sku()},HEART,2.55,1\n");

        var page = await server.Admin.Get("/imports?limit=1");

        Assert.Equal(Text(second, "id"), Text(page.Json.GetProperty("data")[0], "id"));
        Assert.NotNull(Text(page.Json, "next_cursor"));
        Assert.Contains("rel=\"next\"", page.Header("Link"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/imports/imp_none", 404, "not_found")]
    [InlineData("/imports/imp_none/rejections", 404, "not_found")]
    [InlineData("/imports?cursor=x", 400, "validation_failed")]
    [InlineData("/imports?limit=0", 400, "validation_failed")]
    [InlineData("/imports/imp_none?x=1", 400, "validation_failed")]
    [InlineData("/imports/imp_none/rejections?cursor=x", 400, "validation_failed")]
    public async Task Get_NoSuchThing_Problem(string path, int status, string code)
    {
        var answer = await server.Admin.Get(path);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }
}
