namespace Storehouse.Cli.Client;

public sealed partial class StorehouseClient
{
    private const string ClientsPath = "api/v1/clients";

    public Task<Answer<Page<RegisteredClient>>> ListClientsAsync(
        PageRequest page, CancellationToken cancel = default) =>
        GetAsync(new Query(ClientsPath).With(page).ToString(), StorehouseJson.Default.PageRegisteredClient, cancel);

    public Task<Answer<RegisteredClient>> GetClientAsync(string id, CancellationToken cancel = default) =>
        GetAsync(ClientPath(id), StorehouseJson.Default.RegisteredClient, cancel);

    public Task<Answer<RegisteredClient>> CreateClientAsync(
        NewClient client, string? idempotencyKey = null, CancellationToken cancel = default) =>
        PostAsync(
            ClientsPath, client, StorehouseJson.Default.NewClient, StorehouseJson.Default.RegisteredClient,
            idempotencyKey, cancel);

    public Task<Answer<RegisteredClient>> ChangeClientAsync(
        string id, ClientChange change, CancellationToken cancel = default) =>
        SendAsync(
            new ApiRequest(HttpMethod.Patch, ClientPath(id))
            {
                Content = Json(change, StorehouseJson.Default.ClientChange),
            },
            StorehouseJson.Default.RegisteredClient, cancel);

    public Task<Answer<RegisteredClient>> RenewClientSecretAsync(
        string id, NewSecret secret, string? idempotencyKey = null, CancellationToken cancel = default) =>
        PostAsync(
            ClientPath(id) + "/secret", secret, StorehouseJson.Default.NewSecret,
            StorehouseJson.Default.RegisteredClient, idempotencyKey, cancel);

    public Task<Answer<NoBody>> DeleteClientAsync(string id, CancellationToken cancel = default) =>
        SendAsync(
            new ApiRequest(HttpMethod.Delete, ClientPath(id)), StorehouseJson.Default.NoBody, cancel);

    private static string ClientPath(string id) => $"{ClientsPath}/{Uri.EscapeDataString(id)}";
}
