using System.Data.Common;
using Dapper;

namespace Hub.ServiceKit.Storage;

/// <summary>Brings a component's tables up to date, one numbered migration after the other.</summary>
internal sealed class Schema
{
    private static readonly SqlFile Sql = SqlFile.Of<Schema>();

    public static Task MigrateAsync(
        Database database, string component, Func<DbConnection, IReadOnlyList<string>> migrationsFor) =>
        database.WriteInTurnAsync("schema", async (connection, transaction) =>
        {
            var migrations = migrationsFor(connection);
            await connection.ExecuteAsync(Sql["Create", connection], transaction: transaction);
            var version = await connection.ExecuteScalarAsync<int>(Sql["Current"], new { component }, transaction);
            if (version > migrations.Count)
                throw new NewerStoreException(database.Location, component, version, migrations.Count);
            for (var next = version; next < migrations.Count; next++)
                await ApplyAsync(connection, transaction, component, migrations[next], next + 1);
            return migrations.Count;
        });

    private static async Task ApplyAsync(
        DbConnection connection, DbTransaction transaction, string component, string migration, int version)
    {
        await connection.ExecuteAsync(migration, transaction: transaction);
        await connection.ExecuteAsync(Sql["Record"], new { component, version }, transaction);
    }
}
