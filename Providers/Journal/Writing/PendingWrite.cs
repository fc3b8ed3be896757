namespace Storehouse.Journal.Writing;

/// <summary>Something to be written in the next group, and the caller who waits for it.</summary>
internal abstract class PendingWrite
{
    /// <summary>Rough size in storage.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether it must not share a group.</summary>
    public virtual bool IsAlone => false;

    /// <summary>False when the caller gave up before the write began.</summary>
    public abstract bool Begin();

    public abstract void Complete();

    public abstract void Fail(Exception fault);
}
