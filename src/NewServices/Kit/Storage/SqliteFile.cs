using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hub.ServiceKit.Storage;

/// <summary>What SQLite knows of an open database file and the managed interface does not tell.</summary>
internal static class SqliteFile
{
    // SQLITE_FCNTL_HAS_MOVED
    private const int AskWhetherMoved = 20;

    /// <summary>
    /// Returns whether the file at the path is not the one that is open any more: deleted, renamed or replaced. What is
    /// written then is lost with the connection. False where the system does not let an open file go.
    /// </summary>
    public static bool HasMoved(SqliteConnection connection)
    {
        var moved = 0;
        try
        {
            return connection.Handle is { } handle
                && Control(handle, IntPtr.Zero, AskWhetherMoved, ref moved) == raw.SQLITE_OK
                && moved != 0;
        }
        catch (Exception e) when (e is ObjectDisposedException or DllNotFoundException or EntryPointNotFoundException)
        {
            // Closed by another thread, as the store is; or an engine that cannot be asked.
            return false;
        }
    }

    /// <summary>Returns whether a transaction is open; the engine ends one by itself where it cannot go on.</summary>
    public static bool IsInTransaction(SqliteConnection connection) => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int Control(sqlite3 database, IntPtr schema, int operation, ref int result);
}
