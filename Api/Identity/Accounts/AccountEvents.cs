using OpenIddict.Abstractions;
using Storehouse.Mail;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>What follows from a change of a user beyond the user: mail, grants, and what is kept elsewhere.</summary>
internal sealed partial class AccountEvents(
    MailQueue mail,
    PendingRegistrations registrations,
    FolderTransport files,
    UserSessions sessions,
    ErasedTraces traces,
    IServiceScopeFactory scopes,
    ILogger<AccountEvents> logger)
{
    /// <summary>A user began to use an address. It is kept for later should the queue not take it.</summary>
    public async Task EmailGiven(UserView user)
    {
        try
        {
            if (user is { Email: not null, EmailVerified: false })
            {
                await mail.Ask(MailKind.Verification, user.UserId);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The user is made or changed already, and can ask for the message again.
            LogMailNotQueued(logger, user.UserId, fault);
        }
    }

    public async Task EmailChanged(UserView before, UserView after)
    {
        if (EmailAddress.AreSame(before.Email, after.Email))
        {
            return;
        }

        if (before is { Email: { } old, EmailVerified: true })
        {
            await mail.Ask(MailKind.AddressRemoved, MailQueue.ForUser(after.UserId, old));
        }

        await EmailGiven(after);
    }

    public async Task PasswordChanged(string userId, bool allSessions)
    {
        sessions.HaveEnded();
        await mail.Ask(MailKind.PasswordChanged, userId);
        if (allSessions)
        {
            await EndGrants(userId);
        }
    }

    /// <summary>A user was locked or lost a role: what clients were granted for them ends.</summary>
    public async Task Restricted(string userId)
    {
        sessions.HaveEnded();
        await EndGrants(userId);
    }

    public async Task SessionsEnded(string userId, EndSessions command)
    {
        sessions.HaveEnded();
        if (command is { SessionId: null, KeptSession: null })
        {
            await EndGrants(userId);
        }
    }

    /// <summary>The person is to be gone from here too.</summary>
    public async Task Erased(UserView before)
    {
        sessions.HaveEnded();
        var targets = new List<(MailKind, string)>
        {
            (MailKind.Verification, before.UserId), (MailKind.PasswordChanged, before.UserId),
        };
        if (before.UserName is { } name)
        {
            targets.Add((MailKind.ResetByName, name));
        }

        if (before.Email is { } email)
        {
            targets.Add((MailKind.ResetByEmail, email));
            targets.Add((MailKind.Registration, email));
            await registrations.Forget(email);
        }

        await mail.Forget(before.UserId, targets);
        files.Forget(before.UserId);
        await using var scope = scopes.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        await foreach (var token in tokens.FindBySubjectAsync(before.UserId))
        {
            await tokens.DeleteAsync(token);
        }

        var grants = scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>();
        await foreach (var grant in grants.FindBySubjectAsync(before.UserId))
        {
            await grants.DeleteAsync(grant);
        }

        traces.Sweep();
    }

    private async Task EndGrants(string userId)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().RevokeBySubjectAsync(userId);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>()
            .RevokeBySubjectAsync(userId);
    }

    [LoggerMessage(EventId = 3310, Level = LogLevel.Warning,
        Message = "The message that asks user {UserId} to verify their address was not queued")]
    private static partial void LogMailNotQueued(ILogger logger, string userId, Exception fault);
}
