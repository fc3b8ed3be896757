using System.Collections.Immutable;

namespace Storehouse.Users;

/// <summary>
/// Tell how a factor of a sign-in was met. Attempts are judged one after another, so that any number made at
/// once get no further than as many made in a row.
/// </summary>
/// <param name="Succeeded">Whether the password, code or key was right.</param>
/// <param name="Complete">Nothing more is asked for: earlier failures are forgotten.</param>
/// <param name="AuthenticatorStep">The time step of the code that was right, which works once.</param>
/// <param name="RecoveryCode">The one that was right, as stored; it is used up.</param>
/// <param name="Session">Begins when the attempt succeeds.</param>
[GenerateSerializer, Immutable, Alias("user.sign-in")]
public sealed record SignInAttempt(
    [property: Id(0)] bool Succeeded,
    [property: Id(1)] bool Complete,
    [property: Id(2)] LockOutRule Rule,
    [property: Id(3)] long? AuthenticatorStep = null,
    [property: Id(4)] string? RecoveryCode = null,
    [property: Id(5)] UserSession? Session = null) : UserCommand;

/// <summary>When failures lock out, and for how long: twice as long after each further one.</summary>
[GenerateSerializer, Immutable, Alias("user.lock-out-rule")]
public sealed record LockOutRule(
    [property: Id(0)] int FailuresMax,
    [property: Id(1)] TimeSpan First,
    [property: Id(2)] TimeSpan Longest);

/// <summary>Change ways in. What is null stays.</summary>
/// <param name="IfSecurityVersion">Only if it is still this one.</param>
/// <param name="ChangesSecurity">Whether what was issued before becomes void.</param>
/// <param name="VerifiedEmail">Proven to be read by the user; it must be the user's current one.</param>
/// <param name="AuthenticatorKey">Null leaves it; wrapped null removes it.</param>
/// <param name="EndsSessions">All but <paramref name="KeptSession"/>.</param>
[GenerateSerializer, Immutable, Alias("user.change-account")]
public sealed record ChangeAccount(
    [property: Id(0)] long? IfSecurityVersion = null,
    [property: Id(1)] bool ChangesSecurity = false,
    [property: Id(2)] string? PasswordHash = null,
    [property: Id(3)] TextChange? Email = null,
    [property: Id(4)] string? VerifiedEmail = null,
    [property: Id(5)] bool? TwoFactorEnabled = null,
    [property: Id(6)] TextChange? AuthenticatorKey = null,
    [property: Id(7)] ImmutableArray<string>? RecoveryCodes = null,
    [property: Id(8)] ImmutableArray<UserPasskey>? SetPasskeys = null,
    [property: Id(9)] ImmutableArray<ImmutableArray<byte>>? RemovedPasskeys = null,
    [property: Id(10)] bool ClearsLockOut = false,
    [property: Id(11)] bool EndsSessions = false,
    [property: Id(12)] string? KeptSession = null) : UserCommand;

/// <summary>End one session, or all.</summary>
/// <param name="SessionId">Null: all but <paramref name="KeptSession"/>.</param>
[GenerateSerializer, Immutable, Alias("user.end-sessions")]
public sealed record EndSessions(
    [property: Id(0)] string? SessionId, [property: Id(1)] string? KeptSession = null) : UserCommand;

/// <summary>Let a session last longer, when its tokens are renewed.</summary>
[GenerateSerializer, Immutable, Alias("user.extend-session")]
public sealed record ExtendSession(
    [property: Id(0)] string SessionId, [property: Id(1)] DateTimeOffset ExpiresAt) : UserCommand;

/// <summary>Begin a session for a sign-in that failures do not lock out, such as one by passkey.</summary>
[GenerateSerializer, Immutable, Alias("user.start-session")]
public sealed record StartSession([property: Id(0)] UserSession Session) : UserCommand;
