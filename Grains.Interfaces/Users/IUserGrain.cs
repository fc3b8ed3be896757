using Orleans.Concurrency;
using Storehouse.Orders;

namespace Storehouse.Users;

/// <summary>How a command on a user ended, in order of precedence.</summary>
[GenerateSerializer, Alias("user.outcome")]
public enum UserOutcome
{
    /// <summary>Done; the reply holds the state after it.</summary>
    Done,

    /// <summary>The key was used for another request.</summary>
    IdempotencyKeyReused,

    /// <summary>There is no such user, or no longer.</summary>
    NotFound,

    /// <summary>The name belongs to somebody else.</summary>
    UserNameTaken,

    /// <summary><see cref="CommandContext.IfVersion"/> is not the current version.</summary>
    VersionMismatch,

    /// <summary>The password is no longer the one that was checked.</summary>
    PasswordChanged,

    /// <summary>Too many sign-ins failed lately, or an administrator locked the user. Only to sign-ins.</summary>
    LockedOut,

    /// <summary>This code was used before. Only to sign-ins.</summary>
    CodeUsed,
}

/// <param name="View">State after the command, or the current one if refused; null after erasure.</param>
/// <param name="Replayed">A repeat under the same key: this is the first answer.</param>
[GenerateSerializer, Immutable, Alias("user.reply")]
public sealed record UserReply(
    [property: Id(0)] UserOutcome Outcome,
    [property: Id(1)] UserView? View = null,
    [property: Id(2)] bool Replayed = false);

/// <summary>One person. Key = a <see cref="UserId"/>.</summary>
[Alias("user")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such user, or no longer.</summary>
    [ReadOnly, Alias("view")]
    Task<UserView?> GetView();

    /// <summary>Null when there is no such user, or no longer.</summary>
    [ReadOnly, Alias("credentials")]
    Task<UserCredentials?> GetCredentials();

    /// <summary>All that is held about the person; null when there is no such user, or no longer.</summary>
    [ReadOnly, Alias("export")]
    Task<UserExport?> Export();

    /// <summary>Null when there is no such user, or no longer.</summary>
    [ReadOnly, Alias("account")]
    Task<UserAccount?> GetAccount();

    /// <summary>Whether what was issued for a session is still good.</summary>
    /// <param name="sessionId">Null: for a token that names none, as long as the user may sign in at all.</param>
    [ReadOnly, Alias("has-session")]
    Task<bool> HasSession(string? sessionId);

    /// <summary>
    /// Carries a command out, once: for 24 hours, and for the last 32 keys, a repeat under the same key gets
    /// the first answer.
    /// </summary>
    [Alias("execute")]
    Task<UserReply> Execute(UserCommand command, CommandContext context);

    /// <summary>Encrypts text under the person's own key; null when there is no such user.</summary>
    [ReadOnly, Alias("seal")]
    Task<SealedText?> Seal(string text);

    /// <summary>What <see cref="Seal"/> was given; null for good once the person is erased.</summary>
    [ReadOnly, Alias("open")]
    Task<string?> Open(SealedText text);
}

/// <summary>A user name, and whose it is. Key = <see cref="UserName.Normalise"/>.</summary>
[Alias("user-name")]
public interface IUserNameGrain : IGrainWithStringKey
{
    /// <summary>The id claimed under this name, whose user may not exist yet; null when free.</summary>
    [ReadOnly, Alias("find")]
    Task<string?> Find();

    /// <summary>
    /// Claims the name, then makes the user. Safe to repeat after a crash between the two: the claim holds an
    /// id, and whoever comes next under this name becomes the user of that id.
    /// </summary>
    /// <param name="newUserId">The id to claim if the name is free.</param>
    [Alias("register")]
    Task<UserReply> Register(string newUserId, RegisterUser command, CommandContext context);

    /// <summary>Frees the name if it is still this user's. Never waits for a registration, which may wait for
    /// the user that calls this.</summary>
    [AlwaysInterleave, Alias("release")]
    Task Release(string userId);
}
