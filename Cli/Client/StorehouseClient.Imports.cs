namespace Storehouse.Cli.Client;

public sealed partial class StorehouseClient
{
    /// <summary>Sends a file; the answer comes once the server has all of it.</summary>
    /// <param name="kind"><c>items</c> or <c>orders</c>.</param>
    /// <param name="file">Makes the body; called again for each retry.</param>
    public Task<Answer<Import>> ImportAsync(
        string kind, ImportTerms terms, Func<HttpContent> file, string? idempotencyKey = null,
        CancellationToken cancel = default) =>
        SendAsync(
            new ApiRequest(
                HttpMethod.Post,
                new Query($"api/v1/imports/{kind}").With("source", terms.Source)
                    .With("currency", terms.Currency).With("time_zone", terms.TimeZone)
                    .With("not_stocked", terms.NotStocked).With("location", terms.Location).ToString())
            {
                Content = file,
                IdempotencyKey = idempotencyKey ?? NewIdempotencyKey(),
                ExpectContinue = true,
                Timeout = TimeSpan.FromHours(6),
            },
            StorehouseJson.Default.Import, cancel);

    public Task<Answer<Import>> GetImportAsync(string importId, CancellationToken cancel = default) =>
        GetAsync(ImportPath(importId), StorehouseJson.Default.Import, cancel);

    public Task<Answer<Page<Rejection>>> ListRejectionsAsync(
        string importId, PageRequest page, CancellationToken cancel = default) =>
        GetAsync(
            new Query($"{ImportPath(importId)}/rejections").With(page).ToString(),
            StorehouseJson.Default.PageRejection, cancel);

    private static string ImportPath(string importId) => $"api/v1/imports/{Uri.EscapeDataString(importId)}";
}
