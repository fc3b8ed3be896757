namespace Storehouse.Users;

/// <summary>Whose a claimed thing is.</summary>
[GenerateSerializer, Immutable, Alias("user-claim.state")]
public sealed record UserClaimState
{
    [Id(0)]
    public string? UserId { get; init; }

    [Id(1)]
    public DateTimeOffset ClaimedAt { get; init; }
}

/// <summary>One thing that one user at most may have.</summary>
[CollectionAgeLimit(Minutes = 5)]
public sealed class UserClaimGrain(
    [PersistentState("user-claim", UserGrain.GrainStorageName)] IPersistentState<UserClaimState> stored,
    TimeProvider clock)
    : Grain, IUserClaimGrain
{
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    public Task<string?> Find() => Task.FromResult(stored.State.UserId);

    public async Task<string> Claim(string userId, string? insteadOf)
    {
        var now = clock.GetUtcNow();
        if (stored.State.UserId is { } holder && holder != userId
            && (holder != insteadOf || now - stored.State.ClaimedAt < Settling))
        {
            return holder;
        }

        await Store(new UserClaimState { UserId = userId, ClaimedAt = now });
        return userId;
    }

    public Task Release(string userId) =>
        stored.State.UserId == userId ? Store(new UserClaimState()) : Task.CompletedTask;

    private async Task Store(UserClaimState next)
    {
        stored.State = next;
        try
        {
            await (next.UserId is null ? stored.ClearStateAsync() : stored.WriteStateAsync());
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
