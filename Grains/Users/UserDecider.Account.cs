using System.Collections.Immutable;

namespace Storehouse.Users;

/// <summary>Signing in, and what one signs in with.</summary>
public static partial class UserDecider
{
    /// <summary>Live sessions of one user; the one that ends first makes room for another.</summary>
    public const int SessionsMax = 500;
    public static readonly TimeSpan FailuresKept = TimeSpan.FromHours(24);

    private static UserDecision SignIn(
        UserState state, string userId, SignInAttempt attempt, DateTimeOffset now)
    {
        // Failures are counted for users that never were, too: the same work as for one that is.
        if (state.Status == UserStatus.Erased || !state.IsActive && attempt.Succeeded)
        {
            return new(new UserReply(UserOutcome.NotFound));
        }

        var view = state.View(userId);
        if (state.Locked || now < state.LockedOutUntil)
        {
            return new(new UserReply(UserOutcome.LockedOut, view));
        }

        if (!attempt.Succeeded)
        {
            return new(new UserReply(UserOutcome.Done, view), Failed(state, attempt.Rule, now));
        }

        if (attempt.AuthenticatorStep <= state.AuthenticatorStep
            || attempt.RecoveryCode is { } code && !state.RecoveryCodes.Contains(code))
        {
            return new(new UserReply(UserOutcome.CodeUsed, view), Failed(state, attempt.Rule, now));
        }

        var next = state;
        if (attempt.AuthenticatorStep is { } step)
        {
            next = next with { AuthenticatorStep = step };
        }

        if (attempt.RecoveryCode is { } used)
        {
            next = next with { RecoveryCodes = next.RecoveryCodes.Remove(used) };
        }

        if (attempt.Complete && state.FailedSignIns > 0)
        {
            next = WithoutLockOut(next);
        }

        if (attempt.Session is { } session)
        {
            next = next with { Sessions = With(next.Sessions, session, now) };
        }

        return new(new UserReply(UserOutcome.Done, view), ReferenceEquals(next, state) ? null : next);
    }

    private static UserState Failed(UserState state, LockOutRule rule, DateTimeOffset now)
    {
        var failures = now - state.LastFailedSignInAt < FailuresKept ? state.FailedSignIns + 1 : 1;
        return state with
        {
            FailedSignIns = failures,
            LastFailedSignInAt = now,
            LockedOutUntil = failures < rule.FailuresMax ? null : now + LockOut(rule, failures),
        };
    }

    private static TimeSpan LockOut(LockOutRule rule, int failures)
    {
        var seconds = rule.First.TotalSeconds * Math.Pow(2, failures - rule.FailuresMax);
        return seconds < rule.Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : rule.Longest;
    }

    private static UserState WithoutLockOut(UserState state) =>
        state with { FailedSignIns = 0, LastFailedSignInAt = null, LockedOutUntil = null };

    private static ImmutableArray<UserSession> With(
        ImmutableArray<UserSession> sessions, UserSession session, DateTimeOffset now)
    {
        var live = sessions.RemoveAll(known => known.ExpiresAt <= now || known.Id == session.Id);
        if (live.Length >= SessionsMax)
        {
            live = live.Remove(live.MinBy(known => known.ExpiresAt)!);
        }

        return live.Add(session);
    }

    private static UserState WithoutSessions(UserState state, string? ended, string? kept) => state with
    {
        Sessions = state.Sessions.RemoveAll(
            session => ended is null ? session.Id != kept : session.Id == ended),
    };

    private static UserState Extended(UserState state, ExtendSession command) => state with
    {
        Sessions = [.. state.Sessions.Select(session => session.Id == command.SessionId
            ? session with { ExpiresAt = command.ExpiresAt }
            : session)],
    };

    // Tokens name the roles of their sign-in: what a user lost, no token may still give.
    private static UserState WithRoles(UserState state, ImmutableArray<UserRole> roles) => state with
    {
        Roles = roles,
        Sessions = state.Roles.All(roles.Contains) ? state.Sessions : [],
    };

    private static UserState Profile(UserState state, ChangeProfile change)
    {
        var next = state with
        {
            Name = change.Name is { } name ? name.Value : state.Name,
            Addresses = change.Addresses ?? state.Addresses,
        };
        if (change.Email is { } email)
        {
            next = WithEmail(next, email.Value);
        }

        return change.Password is { } password
            ? WithoutSessions(
                WithoutLockOut(next) with
                {
                    PasswordHash = password.PasswordHash,
                    SecurityVersion = next.SecurityVersion + 1,
                },
                ended: null,
                change.KeptSession)
            : next;
    }

    // Another address has not been proven yet, and what was sent to the one before proves nothing any more.
    private static UserState WithEmail(UserState state, string? email) => email == state.Email
        ? state
        : state with
        {
            Email = email,
            EmailVerified = false,
            SecurityVersion = state.SecurityVersion + 1,
        };

    private static UserState Account(UserState state, ChangeAccount change)
    {
        var next = change.Email is { } email ? WithEmail(state, email.Value) : state;
        next = next with
        {
            PasswordHash = change.PasswordHash ?? next.PasswordHash,
            EmailVerified = change.VerifiedEmail is null ? next.EmailVerified : true,
            TwoFactorEnabled = change.TwoFactorEnabled ?? next.TwoFactorEnabled,
            AuthenticatorKey = change.AuthenticatorKey is { } key ? key.Value : next.AuthenticatorKey,
            RecoveryCodes = change.RecoveryCodes ?? next.RecoveryCodes,
            Passkeys = Passkeys(next.Passkeys, change),
            SecurityVersion = next.SecurityVersion + (change.ChangesSecurity ? 1 : 0),
        };
        if (change.ClearsLockOut)
        {
            next = WithoutLockOut(next);
        }

        return change.EndsSessions ? WithoutSessions(next, ended: null, change.KeptSession) : next;
    }

    private static ImmutableArray<UserPasskey> Passkeys(
        ImmutableArray<UserPasskey> passkeys, ChangeAccount change)
    {
        foreach (var id in change.RemovedPasskeys ?? [])
        {
            passkeys = passkeys.RemoveAll(passkey => Is(passkey, id));
        }

        foreach (var passkey in change.SetPasskeys ?? [])
        {
            var place = passkeys.ToList().FindIndex(known => Is(known, passkey.Id));
            passkeys = place < 0 ? passkeys.Add(passkey) : passkeys.SetItem(place, passkey);
        }

        return passkeys;

        static bool Is(UserPasskey passkey, ImmutableArray<byte> id) => passkey.Id.AsSpan().SequenceEqual(id.AsSpan());
    }
}
