using System.Data.Common;

namespace Hub.ServiceKit.Storage;

/// <summary>The store cannot be written at present, such as on a full disk. Nothing was written; it may be tried again.</summary>
public sealed class StoreNotWritableException : DbException
{
    internal StoreNotWritableException(string location, string reason, Exception? cause = null)
        : base($"The store cannot be written ({location}): {reason}.", cause) => Reason = reason;

    /// <summary>Why, and what to do, for operators to read.</summary>
    public string Reason { get; }

    /// <summary>Whether there is no space left, so that what may use <see cref="DiskReserve"/> can still be written.</summary>
    internal bool DiskIsFull { get; init; }
}
