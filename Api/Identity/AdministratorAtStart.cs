namespace Storehouse.Identity;

/// <summary>Makes the administrator before the first request is taken.</summary>
public sealed class AdministratorAtStart(AdminAccount account) : IHostedService
{
    public string UserName => account.UserName;

    /// <summary>The password made now, to be shown once; null when none had to be made.</summary>
    public string? NewPassword { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken) =>
        NewPassword = await account.Ensure(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
