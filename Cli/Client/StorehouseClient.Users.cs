namespace Storehouse.Cli.Client;

public sealed partial class StorehouseClient
{
    public Task<Answer<Login>> LoginAsync(LoginRequest request, CancellationToken cancel = default) =>
        SendAsync(
            new ApiRequest(HttpMethod.Post, "api/v1/login")
            {
                Content = Json(request, StorehouseJson.Default.LoginRequest),
            },
            StorehouseJson.Default.Login, cancel);

    public Task<Answer<User>> GetMeAsync(CancellationToken cancel = default) =>
        GetAsync("api/v1/users/me", StorehouseJson.Default.User, cancel);

    public Task<Answer<User>> CreateUserAsync(
        NewUser user, string? idempotencyKey = null, CancellationToken cancel = default) =>
        PostAsync(
            "api/v1/users", user, StorehouseJson.Default.NewUser, StorehouseJson.Default.User,
            idempotencyKey, cancel);
}
