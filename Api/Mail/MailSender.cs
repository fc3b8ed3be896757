using Microsoft.Extensions.Options;
using MimeKit;
using Storehouse.Identity;
using Storehouse.Users;

namespace Storehouse.Mail;

/// <summary>Sends what is queued, and tries again what a mail server did not take.</summary>
internal sealed partial class MailSender(
    MailQueue queue,
    PendingRegistrations registrations,
    IMailTransport transport,
    IServiceScopeFactory scopes,
    IOptions<MailOptions> options,
    IOptions<IdentityOptions> identity,
    IOptions<UsersOptions> users,
    TimeProvider clock,
    ILogger<MailSender> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pruned = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var due = await queue.Take(Lease);
                await Task.WhenAll(due.Select(mail => Settle(mail, stoppingToken)));
                if (clock.GetUtcNow() - pruned > PruneEvery)
                {
                    pruned = clock.GetUtcNow();
                    await queue.Prune();
                    await registrations.Prune();
                }

                if (!due.IsEmpty)
                {
                    continue;
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogQueueFailed(logger, fault);
            }

            await queue.Wait(LookEvery, stoppingToken);
        }
    }

    // The time a sender that died had for a message before another takes it.
    private TimeSpan Lease => options.Value.Timeout * 5;

    private TimeSpan RetryAfter(int attempts)
    {
        var wait = options.Value.RetryAfter * Math.Pow(2, Math.Min(attempts - 1, 20));
        return wait < RetryMax ? wait : RetryMax;
    }

    private async Task Settle(QueuedMail mail, CancellationToken cancelled)
    {
        try
        {
            if (await queue.IsWithin(mail, options.Value.PerHourMax)
                && await Write(mail) is var (message, userId))
            {
                await transport.Send(message, userId, cancelled);
                await queue.Sent(mail);
                if (mail.Kind == MailKind.Registration)
                {
                    await HasBeenTold(mail, userId);
                }
            }
            else
            {
                await queue.Drop(mail);
            }
        }
        catch (Exception fault) when (!cancelled.IsCancellationRequested)
        {
            // The text of a fault may hold an address; its kind does not.
            LogNotSent(logger, mail.Kind, mail.Attempts, fault.GetType().Name);
            if (clock.GetUtcNow() - mail.AskedAt > options.Value.GiveUpAfter)
            {
                LogGivenUp(logger, mail.Kind, mail.Attempts);
                await queue.Drop(mail);
            }
            else
            {
                await queue.Again(mail, RetryAfter(mail.Attempts));
            }
        }
    }

    private async Task<(MimeMessage Message, string UserId)?> Write(QueuedMail mail)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<Accounts>();
        return mail.Kind switch
        {
            MailKind.Verification => await Verification(accounts, mail.Target),
            MailKind.ResetByEmail => await Reset(accounts, await accounts.FindByEmailAsync(mail.Target)),
            MailKind.ResetByName => await Reset(accounts, await accounts.FindByNameAsync(mail.Target)),
            MailKind.Registration => await Registered(accounts, mail.Target),
            MailKind.PasswordChanged => await PasswordChanged(accounts, mail.Target),
            _ => AddressRemoved(mail.Target),
        };
    }

    private async Task<(MimeMessage, string)?> Verification(Accounts accounts, string userId)
    {
        if (await accounts.FindByIdAsync(userId) is not { Email: { } email, EmailVerified: false } account)
        {
            return null;
        }

        // Whoever has the address learns that it is taken; whoever typed it does not.
        if (await accounts.FindByEmailAsync(email) is { } owner)
        {
            return (MailTexts.AlreadyKnown(options.Value.From, owner.Email!, owner.UserName), userId);
        }

        var token = MailToken.Pack(userId, await accounts.GenerateChangeEmailTokenAsync(account, email));
        return (MailTexts.Verification(
            options.Value.From, email, Link(AccountPages.VerifyEmail, token), token,
            options.Value.VerificationLifetime), userId);
    }

    // Here alone it is looked up whether name and address are free.
    private async Task<(MimeMessage, string)?> Registered(Accounts accounts, string email)
    {
        if (await registrations.Untold(email) is not var (id, registration))
        {
            return null;
        }

        var from = options.Value.From;
        if (await accounts.FindByEmailAsync(email) is { } owner)
        {
            return (MailTexts.AlreadyKnown(from, owner.Email!, owner.UserName), id);
        }

        if (await accounts.FindByNameAsync(registration.UserName) is not null)
        {
            return (MailTexts.UserNameTaken(
                from, registration.Email, registration.UserName, new(identity.Value.Issuer!, "/register")), id);
        }

        var token = registrations.TokenOf(id);
        return (MailTexts.Registration(
            from, registration.Email, registration.UserName, Link(AccountPages.CompleteRegistration, token), token,
            users.Value.RegistrationLifetime), id);
    }

    // One message is about one registration; what waits for the same mailbox comes next.
    private async Task HasBeenTold(QueuedMail mail, string id)
    {
        await registrations.Told(id);
        if (await registrations.Untold(mail.Target) is not null)
        {
            await queue.Ask(MailKind.Registration, mail.Target);
        }
    }

    private (MimeMessage, string)? AddressRemoved(string target)
    {
        var (userId, address) = MailQueue.OfUser(target);
        return (MailTexts.AddressRemoved(options.Value.From, address), userId);
    }

    // Only a proven address: else whoever registers with somebody's address could be taken over by them, or
    // hand them an account that has other ways in.
    private async Task<(MimeMessage, string)?> Reset(Accounts accounts, Account? account)
    {
        if (account is not { Email: { } email, EmailVerified: true })
        {
            return null;
        }

        var token = MailToken.Pack(account.Id, await accounts.GeneratePasswordResetTokenAsync(account));
        return (MailTexts.Reset(
            options.Value.From, email, account.UserName, Link(AccountPages.ResetPassword, token), token,
            options.Value.ResetLifetime), account.Id);
    }

    private async Task<(MimeMessage, string)?> PasswordChanged(Accounts accounts, string userId) =>
        await accounts.FindByIdAsync(userId) is { Email: { } email, EmailVerified: true } account
            ? (MailTexts.PasswordChanged(options.Value.From, email, account.UserName), userId)
            : null;

    private Uri Link(string page, string token) => new(identity.Value.Issuer!, $"{page}?token={token}");
}
