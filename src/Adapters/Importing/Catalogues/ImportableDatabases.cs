using System.Data.Common;
using Hub.Adapters.Sql;
using Hub.Platform.Plan;

namespace Hub.Importing.Catalogues;

/// <summary>The kinds of databases that can be imported.</summary>
internal static class ImportableDatabases
{
    /// <exception cref="ImportRefusedException">There is no such kind.</exception>
    public static (ISqlProvider Provider, ICatalogue Catalogue) Find(string provider) => provider switch
    {
        "sqlite" => (new SqliteProvider(), new SqliteCatalogue()),
        "postgres" => (new PostgresProvider(), new PostgresCatalogue()),
        "sqlserver" => (new SqlServerProvider(), new SqlServerCatalogue()),
        _ => throw new ImportRefusedException($"--provider is sqlite, postgres or sqlserver, not '{provider}'."),
    };

    /// <exception cref="ImportRefusedException">The database cannot be reached, or does not tell.</exception>
    public static async Task<Catalogue> ReadAsync(
        ISqlProvider provider, ICatalogue catalogue, string connection, CancellationToken cancellation)
    {
        if (provider.Unusable is { } unusable)
            throw new ImportRefusedException($"{unusable}.");
        try
        {
            await using var open = provider.Connect(provider.Settle(connection, SystemLimits.Default, write: false));
            await open.OpenAsync(cancellation);
            return await new CatalogueReader(catalogue, open, cancellation).ReadAsync();
        }
        catch (DbException e)
        {
            var failure = provider.Explain(e);
            var kind = failure.State.Length > 0 ? $"{failure.Kind}, {failure.State}" : $"{failure.Kind}";
            throw new ImportRefusedException($"The database's catalogue cannot be read ({kind}): {e.Message}");
        }
    }
}
