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
                state.ExternalId)
            : null);
    }

    public async Task<UserReply> Execute(UserCommand command, CommandContext context)
    {
        var decision = UserDecider.Decide(stored.State, Id, command, context, PersonalKey.New());
        if (decision.Next is { } next)
        {
            await Store(next);
        }

        if (command is EraseUser && stored.State is { Status: UserStatus.Erased, UserName: { } name })
        {
            // The name goes last: should this fail, the repeat of the command ends here again.
            await grains.GetGrain<IUserNameGrain>(UserName.Normalise(name)).Release(Id);
            await Store(UserDecider.NameReleased(stored.State));
            return new(UserOutcome.Done);
        }

        LogExecuted(logger, Id, command.GetType().Name, decision.Reply.Outcome);
        return decision.Reply;
    }

    public Task<SealedText?> Seal(string text) => Task.FromResult(
        stored.State.IsActive ? PersonalKey.Seal(stored.State.PersonalKey, Id, text) : null);

    public Task<string?> Open(SealedText text) => Task.FromResult(
        stored.State.IsActive ? PersonalKey.Open(stored.State.PersonalKey, Id, text) : null);

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
