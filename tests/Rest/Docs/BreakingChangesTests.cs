using System.Text.Json.Nodes;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Docs;

/// <summary>Changes of the committed description that would break its clients, and changes that would not.</summary>
public sealed class BreakingChangesTests
{
    private const string Orders = "/paths/~1api~1v1~1orders";
    private static readonly string Before = File.ReadAllText(Path.Combine(ApiDescription.Folder, "v1.json"));

    [Theory]
    [InlineData(Orders + "/post", "POST /api/v1/orders is gone")]
    [InlineData(Orders + "/get/responses/200", "GET /api/v1/orders no longer answers 200")]
    [InlineData(Orders + "/post/responses/201/headers/ETag", "POST /api/v1/orders no longer sends ETag with 201")]
    [InlineData(Orders + "/get/parameters/0", "GET /api/v1/orders no longer takes query status")]
    [InlineData("/components/schemas/Order/properties/total", "GET /api/v1/orders/{id} 200/total: is gone")]
    [InlineData("/components/schemas/NewOrder/properties/hold", "POST /api/v1/orders body/hold: is gone")]
    public void Removal_OfWhatClientsUse_Breaks(string place, string expected) =>
        Assert.Contains(expected, Changed(place, node => Remove(node)));

    [Theory]
    [InlineData("/components/schemas/Money/properties/amount/type", "\"string\"", "has another type")]
    [InlineData("/components/schemas/NewOrder/properties/reference/maxLength", "20", "maxLength is stricter")]
    [InlineData("/components/schemas/NewOrder/required", """["lines","reference"]""", "body/reference: is required")]
    [InlineData("/components/parameters/IdempotencyKey/required", "true", "needs header Idempotency-Key")]
    [InlineData("/components/schemas/Order/required", """["id"]""", "may be missing")]
    [InlineData(Orders + "/get/security", """[{"oauth2":["admin"]}]""", "asks for another scope")]
    [InlineData(Orders + "/get/operationId", "\"other\"", "is no longer listOrders")]
    public void Change_OfWhatClientsRelyOn_Breaks(string place, string value, string expected) => Assert.Contains(
        Changed(place, node => node.ReplaceWith(JsonNode.Parse(value))),
        change => change.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("/components/schemas/NewOrder/properties/reference/maxLength", "2000")]
    [InlineData("/components/schemas/NewOrder/required", "[]")]
    [InlineData(Orders + "/post/summary", "\"Order\"")]
    public void Change_ThatAsksLessOrOnlyTells_BreaksNothing(string place, string value) =>
        Assert.Empty(Changed(place, node => node.ReplaceWith(JsonNode.Parse(value))));

    private static IReadOnlyList<string> Changed(string place, Action<JsonNode> change)
    {
        var document = JsonNode.Parse(Before)!;
        var node = document;
        foreach (var part in place.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal)))
        {
            node = node is JsonArray list ? list[int.Parse(part)]! : node[part]!;
        }

        change(node);
        return BreakingChanges.Between(ApiDescription.Parse(Before), ApiDescription.Parse(document.ToJsonString()));
    }

    private static void Remove(JsonNode node)
    {
        if (node.Parent is JsonArray list)
        {
            list.Remove(node);
        }
        else
        {
            node.Parent!.AsObject().Remove(node.GetPropertyName());
        }
    }
}
