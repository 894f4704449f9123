namespace Hub.ServiceKit.Storage;

/// <summary>
/// A name that this process holds in a shared store by a connection that stays open: the store lets go of it when the
/// connection ends, and so at once when the process is killed.
/// </summary>
/// <param name="name">The name; another store's lock of that name is another one.</param>
public sealed class SessionLock(string name)
{
    private long _since;

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>Since when it is held, in microseconds by the store's clock; 0 while it is not, as far as is known.</summary>
    public long Since
    {
        get => Volatile.Read(ref _since);
        internal set => Volatile.Write(ref _since, value);
    }
}
