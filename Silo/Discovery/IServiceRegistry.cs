namespace Storehouse.Discovery;

/// <summary>Knows which processes there are. Each call is bounded in time.</summary>
internal interface IServiceRegistry
{
    /// <summary>Time from one successful <see cref="Keep"/> to the next.</summary>
    TimeSpan Interval { get; }

    /// <summary>Sees to it that the process is known; may be repeated.</summary>
    /// <returns>True when it had to be made known, anew or for the first time.</returns>
    Task<bool> Keep(ServiceInstance instance);

    /// <summary>Takes the process off; no fault when it is not known.</summary>
    Task Remove(ServiceInstance instance);
}
