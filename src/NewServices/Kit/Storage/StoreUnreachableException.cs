using System.Data.Common;
using Npgsql;

namespace Hub.ServiceKit.Storage;

/// <summary>The store does not answer, or does not let the hub in. Nothing was read or written; it may be tried again.</summary>
public sealed class StoreUnreachableException : DbException
{
    internal StoreUnreachableException(string location, Exception cause)
        : this(location, Reason(cause), cause)
    {
    }

    internal StoreUnreachableException(string location, string reason, Exception? cause = null)
        : base($"The store cannot be reached ({location}): {reason.TrimEnd('.')}.", cause)
    {
    }

    // What the server says, or what the network says; the layers between only repeat the address.
    private static string Reason(Exception cause) =>
        cause is PostgresException server ? server.MessageText : cause.GetBaseException().Message;
}
