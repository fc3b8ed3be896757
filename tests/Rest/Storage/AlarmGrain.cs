namespace Storehouse.Tests.Storage;

/// <summary>A grain with a reminder.</summary>
public interface IAlarmGrain : IGrainWithStringKey
{
    Task Set();

    /// <summary>Ends when the reminder has fired.</summary>
    Task Rang();

    Task Unset();
}

/// <summary>It must let the reminder in while a caller waits for it.</summary>
[Orleans.Concurrency.Reentrant]
public sealed class AlarmGrain : Grain, IAlarmGrain, IRemindable
{
    private const string Name = "alarm";
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly TaskCompletionSource _rang = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Set() => this.RegisterOrUpdateReminder(Name, Period, Period);

    public Task Rang() => _rang.Task;

    public async Task Unset() => await this.UnregisterReminder((await this.GetReminder(Name))!);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _rang.TrySetResult();
        return Task.CompletedTask;
    }
}
