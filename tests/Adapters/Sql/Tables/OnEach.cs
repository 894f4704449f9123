using System.Net;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql.Tables;

public sealed class TablesOnSqlite : TableContract
{
    [Fact]
    public async Task What_a_trigger_does_afterwards_is_in_the_answer_and_its_tag()
    {
        await ExecuteAsync("""
            CREATE TRIGGER inserted AFTER INSERT ON shop_order BEGIN UPDATE shop_order SET note = 'new' WHERE id = NEW.id; END;
            CREATE TRIGGER updated AFTER UPDATE OF total ON shop_order
            BEGIN UPDATE shop_order SET note = 'touched' WHERE id = NEW.id; END;
            CREATE TRIGGER stocked AFTER INSERT ON stock BEGIN UPDATE stock SET pieces = 99 WHERE place = NEW.place; END;
            """);
        var (path, tag) = await AddOrderAsync("C-1");
        (await Hub.Client.GetAsync(path)).Headers.ETag!.ToString().ShouldBe(tag);
        using var changed = await SendAsync(HttpMethod.Put, path, """{"total": 2}""", tag);
        (await changed.Content.ReadAsStringAsync()).ShouldContain("touched");
        (await SendAsync(HttpMethod.Put, path, """{"total": 3}""", changed.Headers.ETag!.ToString()))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stocked = await SendAsync(HttpMethod.Post, "/api/stock", """{"place": "A1", "no": 1, "pieces": 1}""");
        (await stocked.Content.ReadAsStringAsync()).ShouldContain("99");
    }

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
        (await SendAsync(HttpMethod.Put, path, """{"note": "mine"}""", tag)).StatusCode
            .ShouldBe(HttpStatusCode.PreconditionFailed);
        using var read = await Hub.Client.GetAsync(path);
        using var changed = await SendAsync(HttpMethod.Put, path, """{"note": "mine"}""", read.Headers.ETag!.ToString());
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.ToString().ShouldBe((await Hub.Client.GetAsync(path)).Headers.ETag!.ToString());
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task What_was_rolled_back_because_of_others_is_tried_again(string state)
    {
        await ExecuteAsync($$"""
            CREATE SEQUENCE attempts;
            CREATE FUNCTION attempt() RETURNS trigger LANGUAGE plpgsql AS $x$
            BEGIN
              IF nextval('attempts') % 3 <> 0 THEN RAISE EXCEPTION 'again' USING ERRCODE = '{{state}}'; END IF;
              RETURN NEW;
            END $x$;
            CREATE TRIGGER attempt BEFORE INSERT ON shop_order FOR EACH ROW EXECUTE FUNCTION attempt();
            """);
        await AddOrderAsync("C-1");
        (await ReadAsync("/api/orders"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_has_a_type_of_its_own_is_written_as_text()
    {
        await ExecuteAsync("""
            CREATE TYPE mood AS ENUM ('good', 'bad');
            ALTER TABLE shop_order ALTER COLUMN note TYPE mood USING NULL, ALTER COLUMN ref TYPE jsonb USING NULL;
            """);
        using var added = await SendAsync(
            HttpMethod.Post, "/api/orders", """{"customer": "C-1", "note": "bad", "ref": "{\"a\": 1}"}""");
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        (await ReadAsync("/api/orders?note=bad"))["items"]!.AsArray().Count.ShouldBe(1);
        (await SendAsync(HttpMethod.Post, "/api/orders", """{"customer": "C-1", "note": "neither"}""")).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
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
