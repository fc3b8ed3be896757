using System.Collections.Immutable;
using System.Diagnostics;

namespace Storehouse.Users;

/// <summary>A decision: the answer, and the state to store when anything changed.</summary>
public sealed record UserDecision(UserReply Reply, UserState? Next = null);

/// <summary>Decides commands on a user. The password's hash and the key come from outside.</summary>
public static partial class UserDecider
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
            SignInAttempt attempt => SignIn(state, userId, attempt, context.At),
            _ => Change(state, userId, command, context),
        };
    }

    /// <summary>An erased user who has freed what only one may have: nothing of the person is left.</summary>
    public static UserState Released(UserState state) => state with { UserName = null, ClaimsLeft = [] };

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
            ClaimsLeft = [.. state.Claims()],
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

        if (command is ChangeAccount { IfSecurityVersion: { } security } && security != state.SecurityVersion
            || command is ChangeAccount { VerifiedEmail: { } proven } && proven != state.Email)
        {
            return new(new UserReply(UserOutcome.VersionMismatch, state.View(userId)));
        }

        if (command is StartSession && state.Locked)
        {
            return new(new UserReply(UserOutcome.LockedOut, state.View(userId)));
        }

        var next = command switch
        {
            ChangeProfile change => Profile(state, change),
            SetRoles roles => WithRoles(state, roles.Roles),
            LockUser locking => state with { Locked = true, LockReason = locking.Reason, Sessions = [] },
            UnlockUser => state with
            {
                Locked = false,
                LockReason = null,
                FailedSignIns = 0,
                LockedOutUntil = null,
            },
            ChangeAccount change => Account(state, change),
            StartSession start => state with { Sessions = With(state.Sessions, start.Session, context.At) },
            EndSessions end => WithoutSessions(state, end.SessionId, end.KeptSession),
            ExtendSession extend => Extended(state, extend),
            _ => throw new UnreachableException(command.GetType().Name),
        };
        return IsOfProfile(command) ? Done(userId, context, next) : Answered(userId, context, next);
    }

    // Sessions and keys come and go beside the profile, whose version clients hold in their hands.
    private static bool IsOfProfile(UserCommand command) => command switch
    {
        StartSession or EndSessions or ExtendSession => false,
        ChangeAccount change => (change.Email, change.VerifiedEmail, change.TwoFactorEnabled) is not (null, null, null),
        _ => true,
    };

    private static UserDecision Done(string userId, CommandContext context, UserState next) =>
        Answered(userId, context, next with { UpdatedAt = context.At, Version = next.Version + 1 });

    private static UserDecision Answered(string userId, CommandContext context, UserState next)
    {
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
