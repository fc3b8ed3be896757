using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Imports;

/// <summary>Files sent by the administrator, and what became of them.</summary>
internal sealed class Uploads(WholeServer server)
{
    public const string ItemHeader = "sku,description,usual_unit_price,least_opening_stock";
    public const string OrderHeader =
        "order_id,placed_at,customer_id,country,sku,description,quantity,unit_price";

    public static string Sku() => "I-" + Guid.NewGuid().ToString("N")[..12];

    public static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    public static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>An order or item refused, as one line of text.</summary>
    public static string Rejection(JsonElement rejection)
    {
        var rows = string.Join(',', rejection.GetProperty("rows").EnumerateArray());
        var reasons = rejection.GetProperty("reasons").EnumerateArray().Select(reason =>
            $"{(reason.TryGetProperty("row", out var row) ? row : "all")} {Text(reason, "code")}").Order();
        var isNamed = rejection.TryGetProperty("order_id", out var id)
            || rejection.TryGetProperty("sku", out id);
        return $"{(isNamed ? id.GetString() : "")} rows {rows}: {string.Join(", ", reasons)}";
    }

    /// <summary>Sends a CSV file that must be taken in, and waits until it is worked through.</summary>
    public async Task<JsonElement> Send(string kind, string body, string query = "") =>
        await Completed(await Post(kind, body, query: query));

    public Task<Answer> Post(
        string kind, string body, string mediaType = "text/csv", bool gzip = false, string? key = null,
        string query = "") => PostBytes(kind, Encoding.UTF8.GetBytes(body), mediaType, gzip, key, query);

    public async Task<Answer> PostBytes(
        string kind, byte[] body, string mediaType = "text/csv", bool gzip = false, string? key = null,
        string query = "")
    {
        using var content = new ByteArrayContent(gzip ? Packed(body) : body);
        content.Headers.ContentType = new(mediaType);
        if (gzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return await server.Admin.SendContent("POST", $"/imports/{kind}?{query}", content, key);
    }

    public async Task<JsonElement> Completed(Answer answer)
    {
        var import = await Ended(answer);
        Assert.Equal("completed", Text(import, "status"));
        return import;
    }

    public async Task<JsonElement> Ended(Answer answer)
    {
        Assert.True(answer.Status == 202, answer.Text);
        return (await server.Admin.Until(
            $"/imports/{Text(answer.Json, "id")}",
            import => Text(import, "status") is "completed" or "failed")).Json;
    }

    public async Task<List<string>> Rejections(JsonElement import) =>
    [
        .. (await server.Admin.Get($"/imports/{Text(import, "id")}/rejections")).Json.GetProperty("data")
            .EnumerateArray().Select(Rejection),
    ];
}
