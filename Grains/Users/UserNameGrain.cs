namespace Storehouse.Users;

/// <summary>A user name's claim: which user id it belongs to.</summary>
[GenerateSerializer, Immutable, Alias("user-name.state")]
public sealed record UserNameState
{
    [Id(0)]
    public string? UserId { get; init; }
}

/// <summary>One user name. Anyone may ask for any name, so that what is idle soon leaves memory.</summary>
[CollectionAgeLimit(Minutes = 5)]
public sealed class UserNameGrain(
    [PersistentState("user-name", UserGrain.GrainStorageName)] IPersistentState<UserNameState> stored,
    IGrainFactory grains) : Grain, IUserNameGrain
{
    private Task _release = Task.CompletedTask;

    public Task<string?> Find() => Task.FromResult(stored.State.UserId);

    public async Task<UserReply> Register(string newUserId, RegisterUser command, CommandContext context)
    {
        var userId = stored.State.UserId ?? await Claim(newUserId);
        var reply = await grains.GetGrain<IUserGrain>(userId).Execute(command, context);
        if (reply.Outcome != UserOutcome.NotFound)
        {
            return reply;
        }

        // The claim outlived its user, who was erased.
        userId = await Claim(newUserId);
        return await grains.GetGrain<IUserGrain>(userId).Execute(command, context);
    }

    public Task Release(string userId) =>
        stored.State.UserId == userId ? _release = Store(new UserNameState()) : _release;

    private async Task<string> Claim(string userId)
    {
        // A release may be in flight; two writes at once would refuse each other.
        await _release;
        await Store(new UserNameState { UserId = userId });
        return userId;
    }

    private async Task Store(UserNameState next)
    {
        stored.State = next;
        try
        {
            if (next.UserId is null)
            {
                await stored.ClearStateAsync();
            }
            else
            {
                await stored.WriteStateAsync();
            }
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
