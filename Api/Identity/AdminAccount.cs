using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>The administrator that exists from the first start on.</summary>
public sealed class AdminAccount(
    IGrainFactory grains, Passwords passwords, IOptions<AdminOptions> options, TimeProvider clock)
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int RandomPasswordLength = 20;
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
        var reply = await name.Register(
            UserId.New(),
            new RegisterUser(UserName, hash, null, null, [], [UserRole.Admin]),
            new CommandContext(Actor, clock.GetUtcNow()));

        // Somebody else's start, at the same time, may have been quicker.
        return reply.Outcome == UserOutcome.Done ? random : null;
    }
}
