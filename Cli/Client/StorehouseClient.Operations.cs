namespace Storehouse.Cli.Client;

public sealed partial class StorehouseClient
{
    /// <summary>Computes every balance again; on a large journal that takes a while.</summary>
    public Task<Answer<Verification>> VerifyAsync(CancellationToken cancel = default) =>
        SendAsync(
            new ApiRequest(HttpMethod.Get, "api/v1/verify") { Timeout = TimeSpan.FromHours(1) },
            StorehouseJson.Default.Verification, cancel);
}
