using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;

namespace Hub.Orders.Storing;

/// <summary>How often an order changed here, and up to which of its own versions the legacy side's changes are in it.</summary>
internal sealed class OrderVersions
{
    private static readonly SqlFile Sql = SqlFile.Of<OrderVersions>();

    /// <summary>The order changed here; <paramref name="legacyVersion"/> is null where the legacy side had no part in it.</summary>
    public static Task<long> RaiseAsync(DbConnection connection, DbTransaction transaction, string id, long? legacyVersion) =>
        connection.ExecuteScalarAsync<long>(Sql["Raise"], new { id, legacyVersion }, transaction);

    /// <summary>The legacy side's version is in the order although nothing changed here.</summary>
    public static Task NoteLegacyAsync(DbConnection connection, DbTransaction transaction, string id, long legacyVersion) =>
        connection.ExecuteAsync(Sql["NoteLegacy"], new { id, legacyVersion }, transaction);

    public static Task<long?> FindLegacyAsync(DbConnection connection, DbTransaction transaction, string id) =>
        connection.ExecuteScalarAsync<long?>(Sql["FindLegacy"], new { id }, transaction);
}
