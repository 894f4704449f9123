using System.Text.Json;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Checking;

/// <summary>The last check of each link in the hub's store, also the one under way.</summary>
internal sealed class CheckStore(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<CheckStore>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("sync-check", Sql);

    public async Task<CheckReport?> FindAsync(string link) =>
        await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["Find"], new { link })) is { } report
            ? JsonSerializer.Deserialize<CheckReport>(store.Records.Open(report))
            : null;

    public Task KeepAsync(CheckReport report) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(
            Sql["Keep"], new { link = report.Link, report = store.Records.Close(JsonSerializer.Serialize(report)) }, t));
}
