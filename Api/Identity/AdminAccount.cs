using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>The administrator that exists from the first start on.</summary>
public sealed class AdminAccount(
    IGrainFactory grains, Passwords passwords, IOptions<AdminOptions> options, TimeProvider clock)
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int RandomPasswordLength = 20;
    private const int AttemptsMax = 5;
    private const string Actor = "system";

    public string UserName => options.Value.UserName;

    /// <summary>
    /// Makes the administrator unless there is one. Returns the random password it made, to be shown once;
    /// null when the administrator existed, or has the configured password.
    /// </summary>
    public async Task<string?> Ensure(CancellationToken cancelled)
    {
        var name = grains.GetGrain<IUserNameGrain>(Users.UserName.Normalise(UserName));
        if (await name.Find() is { } userId
            && await grains.GetGrain<IUserGrain>(userId).GetView() is not null)
        {
            return null;
        }

        var random = options.Value.Password is null
            ? RandomNumberGenerator.GetString(Alphabet, RandomPasswordLength)
            : null;
        var hash = await passwords.Hash(options.Value.Password ?? random!, cancelled);
        var command = new RegisterUser(UserName, hash, null, null, [], [UserRole.Admin]);
        var reply = await Register(name, command, attemptsLeft: AttemptsMax);

        // Somebody else's start, at the same time, may have been quicker.
        return reply.Outcome == UserOutcome.Done ? random : null;
    }

    // While silos join, a grain may live twice for a moment: its second self is refused by the storage, and
    // the next call finds the first.
    private async Task<UserReply> Register(IUserNameGrain name, RegisterUser command, int attemptsLeft)
    {
        try
        {
            return await name.Register(UserId.New(), command, new CommandContext(Actor, clock.GetUtcNow()));
        }
        catch (Exception fault)
            when (fault is InconsistentStateException or OrleansMessageRejectionException && attemptsLeft > 1)
        {
            return await Register(name, command, attemptsLeft - 1);
        }
    }
}
