using System.Net;
using Hub.Platform.Storage;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql.Tables;

public sealed class TablesOnSqlite : TableContract
{
    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

public sealed class TablesOnPostgres : TableContract
{
    private StoreOptions? _store;

    [Fact]
    public async Task A_transactions_number_is_a_version()
    {
        await RestartAsync("xmin");
        var (path, tag) = await AddOrderAsync("C-1");
        await ExecuteAsync("UPDATE shop_order SET note = note");
        (await SendAsync(HttpMethod.Put, path, """{"note": "mine"}""", tag)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        using var read = await Hub.Client.GetAsync(path);
        using var changed = await SendAsync(HttpMethod.Put, path, """{"note": "mine"}""", read.Headers.ETag!.ToString());
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.ToString().ShouldBe((await Hub.Client.GetAsync(path)).Headers.ETag!.ToString());
    }

    private protected override StoreOptions? Store => _store;

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        var server = await PostgresServer.SharedAsync();
        _store = new StoreOptions { Postgres = await server.CreateDatabaseAsync() };
        return new PostgresUnderTest(await server.CreateDatabaseAsync());
    }
}

public sealed class TablesOnSqlServer : TableContract
{
    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        SqlServerUnderTest.SkipIfMissing();
        return await SqlServerUnderTest.TakeAsync();
    }
}
