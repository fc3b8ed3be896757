using Microsoft.Extensions.Logging;
using Storehouse.Orders;

namespace Storehouse.Users;

/// <summary>One person, in the grain storage named <see cref="GrainStorageName"/>.</summary>
public sealed partial class UserGrain(
    [PersistentState("user", UserGrain.GrainStorageName)] IPersistentState<UserState> stored,
    IGrainFactory grains,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    internal const string GrainStorageName = "Default";

    private string Id => this.GetPrimaryKeyString();

    public Task<UserView?> GetView() =>
        Task.FromResult(stored.State.IsActive ? stored.State.View(Id) : null);

    public Task<UserCredentials?> GetCredentials()
    {
        var state = stored.State;
        return Task.FromResult(
            state.IsActive ? new UserCredentials(Id, state.PasswordHash, state.Roles, state.Locked) : null);
    }

    public Task<UserExport?> Export()
    {
        var state = stored.State;
        return Task.FromResult(state.IsActive
            ? new UserExport(
                state.View(Id),
                state.PasswordHash is not null,
                state.LockReason,
                state.ImportedFrom,
                state.ExternalId,
                state.Account(Id))
            : null);
    }

    public Task<UserAccount?> GetAccount() =>
        Task.FromResult(stored.State.IsActive ? stored.State.Account(Id) : null);

    public Task<bool> HasSession(string? sessionId)
    {
        var state = stored.State;
        return Task.FromResult(state is { IsActive: true, Locked: false }
            && (sessionId is null || state.Sessions.Any(session => session.Id == sessionId)));
    }

    public async Task<UserReply> Execute(UserCommand command, CommandContext context)
    {
        var before = stored.State;
        var decision = UserDecider.Decide(before, Id, command, context, PersonalKey.New());
        if (decision.Next is { } next)
        {
            await Store(next);
        }

        if (command is EraseUser && stored.State.Status == UserStatus.Erased)
        {
            await Release();
            return new(UserOutcome.Done);
        }

        if (decision.Next is { IsActive: true } after)
        {
            // A claim that outlives its reason, should this fail, is found out by whoever claims next.
            await Release(before.Claims().Except(after.Claims()));
        }

        LogExecuted(logger, Id, command.GetType().Name, decision.Reply.Outcome);
        return decision.Reply;
    }

    public Task<SealedText?> Seal(string text) => Task.FromResult(
        stored.State.IsActive ? PersonalKey.Seal(stored.State.PersonalKey, Id, text) : null);

    public Task<string?> Open(SealedText text) => Task.FromResult(
        stored.State.IsActive ? PersonalKey.Open(stored.State.PersonalKey, Id, text) : null);

    // What only one may have goes last: should this fail, the repeat of the command ends here again.
    private async Task Release()
    {
        if (stored.State is not { UserName: null, ClaimsLeft: [] })
        {
            await Release(stored.State.ClaimsLeft);
            if (stored.State.UserName is { } name)
            {
                await grains.GetGrain<IUserNameGrain>(UserName.Normalise(name)).Release(Id);
            }

            await Store(UserDecider.Released(stored.State));
        }
    }

    private Task Release(IEnumerable<string> claims) => Task.WhenAll(
        claims.Select(claim => grains.GetGrain<IUserClaimGrain>(claim).Release(Id)));

    private async Task Store(UserState next)
    {
        stored.State = next;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // It may have landed or not: the next activation reads what is true.
            DeactivateOnIdle();
            throw;
        }
    }
}
