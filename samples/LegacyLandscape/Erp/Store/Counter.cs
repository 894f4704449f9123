using Dapper;
using Microsoft.Data.Sqlite;
using LegacyLandscape.Store;

namespace LegacyLandscape.Erp.Store;

/// <summary>Numbers without gaps or repeats: counted in the caller's transaction, so a rollback takes the number back.</summary>
internal static class Counter
{
    public const string ChangeNo = "ChangeNo";
    public const string OrderNo = "OrderNo";

    private static readonly SqlFile Sql = new("Erp.Store.Counters");

    public static long Next(SqliteConnection connection, string name) =>
        connection.ExecuteScalar<long>(Sql["Next"], new { name });

    public static long Current(SqliteConnection connection, string name) =>
        connection.ExecuteScalar<long>(Sql["Current"], new { name });
}
