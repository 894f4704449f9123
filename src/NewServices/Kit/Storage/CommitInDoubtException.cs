using System.Data.Common;

namespace Hub.ServiceKit.Storage;

/// <summary>The connection was lost while committing: the write is there once or not at all. Look before trying again.</summary>
public sealed class CommitInDoubtException : DbException
{
    internal CommitInDoubtException(string location, Exception cause)
        : base($"The connection was lost while committing ({location}): the write is there once or not at all.", cause)
    {
    }
}
