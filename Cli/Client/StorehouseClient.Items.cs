namespace Storehouse.Cli.Client;

public sealed partial class StorehouseClient
{
    public Task<Answer<Item>> GetItemAsync(string sku, CancellationToken cancel = default) =>
        GetAsync(ItemPath(sku), StorehouseJson.Default.Item, cancel);

    /// <summary>Creates the item (201) or replaces it whole (200).</summary>
    /// <param name="replaces">The ETag of the version to replace, or <c>*</c>; null = replace none.</param>
    public Task<Answer<Item>> PutItemAsync(
        string sku, ItemBody item, string? replaces = null, CancellationToken cancel = default) =>
        SendAsync(
            new ApiRequest(HttpMethod.Put, ItemPath(sku))
            {
                Content = Json(item, StorehouseJson.Default.ItemBody),
                IfMatch = replaces,
            },
            StorehouseJson.Default.Item, cancel);

    public Task<Answer<Page<ListedItem>>> ListItemsAsync(
        string? search, bool availableOnly, PageRequest page, CancellationToken cancel = default) =>
        GetAsync(
            new Query("api/v1/items").With("q", search).With("available", availableOnly ? "true" : null)
                .With(page).ToString(),
            StorehouseJson.Default.PageListedItem, cancel);

    private static string ItemPath(string sku) => $"api/v1/items/{Uri.EscapeDataString(sku)}";
}
