using System.Collections.Immutable;
using System.Diagnostics;

namespace Storehouse.Users;

/// <summary>A decision: the answer, and the state to store when anything changed.</summary>
public sealed record UserDecision(UserReply Reply, UserState? Next = null);

/// <summary>Decides commands on a user. The password's hash and the key come from outside.</summary>
public static class UserDecider
{
    public const int AnswersMax = 32;
    public static readonly TimeSpan AnswersKept = TimeSpan.FromHours(24);

    /// <param name="newKey">Becomes the personal key of a user that comes into being.</param>
    public static UserDecision Decide(
        UserState state,
        string userId,
        UserCommand command,
        CommandContext context,
        ImmutableArray<byte> newKey)
    {
        if (FirstAnswer(state, context) is { } answer)
        {
            return new(answer.Fingerprint == context.Fingerprint
                ? new UserReply(UserOutcome.Done, answer.View, Replayed: true)
                : new UserReply(UserOutcome.IdempotencyKeyReused));
        }

        return command switch
        {
            RegisterUser register => Register(state, userId, register, context, newKey),
            ImportUser import => Import(state, userId, import, context, newKey),
            _ => Change(state, userId, command, context),
        };
    }

    /// <summary>An erased user whose name is free: nothing of the person is left.</summary>
    public static UserState NameReleased(UserState state) => state with { UserName = null };

    private static UserDecision Register(
        UserState state,
        string userId,
        RegisterUser command,
        CommandContext context,
        ImmutableArray<byte> newKey)
    {
        if (state.Status == UserStatus.Erased)
        {
            return new(new UserReply(UserOutcome.NotFound));
        }

        if (state.IsActive)
        {
            return new(new UserReply(UserOutcome.UserNameTaken));
        }

        return Done(userId, context, new UserState
        {
            Status = UserStatus.Active,
            UserName = command.UserName,
            PasswordHash = command.PasswordHash,
            Email = command.Email,
            Name = command.Name,
            Addresses = command.Addresses,
            Roles = command.Roles,
            CreatedAt = context.At,
            PersonalKey = newKey,
        });
    }

    private static UserDecision Import(
        UserState state,
        string userId,
        ImportUser command,
        CommandContext context,
        ImmutableArray<byte> newKey)
    {
        return state.Status switch
        {
            UserStatus.Erased => new(new UserReply(UserOutcome.NotFound)),
            UserStatus.Active => new(new UserReply(UserOutcome.Done, state.View(userId))),
            _ => Done(userId, context, new UserState
            {
                Status = UserStatus.Active,
                Roles = [UserRole.Customer],
                CreatedAt = context.At,
                PersonalKey = newKey,
                ImportedFrom = command.Source,
                ExternalId = command.ExternalId,
            }),
        };
    }

    // What the journal still holds of the person was encrypted under the key that goes here.
    private static UserDecision Erase(UserState state, CommandContext context) =>
        new(new UserReply(UserOutcome.Done), new UserState
        {
            Status = UserStatus.Erased,
            UserName = state.UserName,
            CreatedAt = state.CreatedAt,
            UpdatedAt = context.At,
            Version = state.Version + 1,
        });

    private static UserDecision Change(
        UserState state, string userId, UserCommand command, CommandContext context)
    {
        if (!state.IsActive)
        {
            return new(new UserReply(UserOutcome.NotFound));
        }

        if (context.IfVersion is { } expected && expected != state.Version)
        {
            return new(new UserReply(UserOutcome.VersionMismatch, state.View(userId)));
        }

        if (command is EraseUser)
        {
            return Erase(state, context);
        }

        if (command is ChangeProfile { Password: { } password } && password.Replaces != state.PasswordHash)
        {
            return new(new UserReply(UserOutcome.PasswordChanged, state.View(userId)));
        }

        return Done(userId, context, command switch
        {
            ChangeProfile change => state with
            {
                Email = change.Email is { } email ? email.Value : state.Email,
                Name = change.Name is { } name ? name.Value : state.Name,
                Addresses = change.Addresses ?? state.Addresses,
                PasswordHash = change.Password?.PasswordHash ?? state.PasswordHash,
            },
            SetRoles roles => state with { Roles = roles.Roles },
            LockUser locking => state with { Locked = true, LockReason = locking.Reason },
            UnlockUser => state with { Locked = false, LockReason = null },
            _ => throw new UnreachableException(command.GetType().Name),
        });
    }

    private static UserDecision Done(string userId, CommandContext context, UserState next)
    {
        next = next with { UpdatedAt = context.At, Version = next.Version + 1 };
        var view = next.View(userId);
        return new(new UserReply(UserOutcome.Done, view), next with { Answers = Keep(next, context, view) });
    }

    private static KeptAnswer? FirstAnswer(UserState state, CommandContext context) =>
        context.IdempotencyKey is { } key
            ? state.Answers.FirstOrDefault(
                answer => answer.Key == key && context.At - answer.At < AnswersKept)
            : null;

    private static ImmutableArray<KeptAnswer> Keep(UserState state, CommandContext context, UserView view)
    {
        var kept = state.Answers.Where(answer => context.At - answer.At < AnswersKept);
        return context.IdempotencyKey is { } key
            ? [.. kept.TakeLast(AnswersMax - 1), new(key, context.Fingerprint, context.At, view)]
            : [.. kept];
    }
}
