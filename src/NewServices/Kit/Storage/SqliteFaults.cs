using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Hub.ServiceKit.Storage;

/// <summary>Tells faults of a store, which meet every write, from those of one write.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5, NoMemory = 7, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14,
        Protocol = 15, NotADatabase = 26;

    /// <summary>Why the store's file cannot be used any more.</summary>
    public const string Moved =
        "its file was deleted or replaced while the hub runs; put the file back, or stop the hub, restore it and start again";

    /// <summary>Returns whether an exception says that the store as a whole cannot be written.</summary>
    public static bool IsOfStore(Exception error) => Find(error) is not null;

    /// <summary>Returns what all whose writes failed together are told.</summary>
    /// <param name="location">The store's file.</param>
    /// <param name="error">What was thrown.</param>
    /// <param name="committing">Whether the commit had begun, so that it may have reached the disk.</param>
    public static DbException Tell(string location, Exception error, bool committing) => error switch
    {
        StoreNotWritableException or CommitInDoubtException => (DbException)error,
        _ when committing && Find(error) is { SqliteErrorCode: InputOutput } => new CommitInDoubtException(location, error),
        _ when Find(error) is { } e => new StoreNotWritableException(location, Reason(e), error)
        {
            DiskIsFull = e.SqliteErrorCode == Full,
        },
        _ => new StoreNotWritableException(
            location, $"the writer failed ({error.GetType().Name}: {error.Message.TrimEnd('.')})", error),
    };

    private static SqliteException? Find(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is SqliteException
                {
                    SqliteErrorCode: Busy or NoMemory or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or Protocol
                        or NotADatabase,
                } found)
                return found;
        return null;
    }

    private static string Reason(SqliteException e) => e.SqliteErrorCode switch
    {
        Full => "the disk is full; free space in its folder, and the hub goes on by itself",
        ReadOnly => "its file or file system is read-only; make it writable, and the hub goes on by itself",
        Busy => "another process holds its file locked; end that process, and the hub goes on by itself",
        CannotOpen => "its file cannot be opened; see its folder and rights",
        Corrupt or NotADatabase => "its file is damaged; stop the hub and restore it from a backup",
        InputOutput => $"the disk fails (SQLite error {e.SqliteExtendedErrorCode}); see the system's log",
        _ => e.Message.TrimEnd('.'),
    };
}
