using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>Values that a column of PostgreSQL would shorten to another row's, and rows that triggers pass over.</summary>
public sealed class ValuesThatAreShortened : IAsyncLifetime
{
    private const string Schema = """
        CREATE TABLE t0 (k timestamptz PRIMARY KEY, v text);
        CREATE TABLE t1 (k timestamp PRIMARY KEY, v text);
        CREATE TABLE t2 (k time PRIMARY KEY, v text);
        CREATE TABLE t3 (k interval PRIMARY KEY, v text);
        CREATE TABLE t4 (k name PRIMARY KEY, v text);
        CREATE TABLE t5 (k "char" PRIMARY KEY, v text);
        CREATE TABLE t6 (k real PRIMARY KEY, v text);
        CREATE TABLE t7 (k text PRIMARY KEY, v text);
        INSERT INTO t0 VALUES ('2031-01-01T00:00:00.123456Z', 'kept');
        INSERT INTO t1 VALUES ('2031-01-01T00:00:00.123456', 'kept');
        INSERT INTO t2 VALUES ('10:00:00.123456', 'kept');
        INSERT INTO t3 VALUES ('P1D', 'kept');
        INSERT INTO t4 VALUES (repeat('a', 63), 'kept');
        INSERT INTO t5 VALUES ('x', 'kept');
        INSERT INTO t6 VALUES (0, 'kept');
        INSERT INTO t7 VALUES ('k', 'kept');
        """;

    private static readonly string[] Types =
        ["timestamptz", "timestamp", "time", "text", "text", "text", "real", "text"];

    private PostgresUnderTest? _database;
    private RunningAdapters? _hub;

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _database = new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        await ExecuteAsync(Schema);
        var all = Enumerable.Range(0, Types.Length).ToList();
        var capability = "capability: keys\nowner: team\nzone: inside\npace: record\naccess: anonymous\n"
            + "sides: { legacy: \"adapter:shop\" }\nroutes:\n" + string.Concat(all.Select(i => $$"""
                  keys.get{{i}}: { match: "GET /api/t{{i}}/{k}" }
                  keys.list{{i}}: { match: GET /api/t{{i}} }
                  keys.add{{i}}: { match: POST /api/t{{i}} }
                  keys.set{{i}}: { match: "PUT /api/t{{i}}/{k}" }
                  keys.drop{{i}}: { match: "DELETE /api/t{{i}}/{k}" }

                """));
        var system = "system: shop\nsql: { provider: postgres, connection: \"${env:SHOP}\" }\ntables:\n"
            + string.Concat(all.Select(i =>
                $"  t{i}: {{ columns: {{ k: {Types[i]}, v: text? }}, key: [k], filter: [k], "
                + "write: [insert, update, delete] }\n"))
            + "resources:\n" + string.Concat(all.Select(i => $$"""
                  keys.get{{i}}: { call: t{{i}}.get, in: { k: path.k }, out: { same: true } }
                  keys.list{{i}}: { call: t{{i}}.list, in: { k: query.k }, out: { same: true } }
                  keys.add{{i}}:
                    { call: t{{i}}.insert, in: { same: body }, out: { same: true }, status: 201, location: "/api/t{{i}}/{k}" }
                  keys.set{{i}}: { call: t{{i}}.update, in: { k: path.k, v: body.v }, out: { same: true } }
                  keys.drop{{i}}: { call: t{{i}}.delete, in: { k: path.k } }

                """));
        _hub = await RunningAdapters.StartAsync(
            RunningAdapters.Bundle(("capabilities/keys.yaml", capability), ("systems/shop.yaml", system)),
            new PlanReferences(new Dictionary<string, string> { ["SHOP"] = _database.Connection }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    public static TheoryData<int, string> Longer { get; } = new()
    {
        { 0, "2031-01-01T00:00:00.1234559Z" },
        { 0, "2031-01-01T00:00:00.1234569Z" },
        { 0, "2031-01-01T01:00:00.123456001+01:00" },
        { 1, "2031-01-01T00:00:00.1234561" },
        { 2, "10:00:00.1234561" },
        { 3, "PT86400.0000001S" },
        { 4, new string('a', 70) },
        { 5, "xyz" },
        { 5, "é" },
        { 6, "1e39" },
        { 6, "1e-46" },
    };

    [Theory]
    [MemberData(nameof(Longer))]
    public async Task A_value_that_its_column_shortens_is_404_as_a_key_and_400_elsewhere(int table, string value)
    {
        var path = $"/api/t{table}";
        var key = $"{path}/{Uri.EscapeDataString(value)}";
        (await SendAsync(HttpMethod.Get, key)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Put, key, """{"v": "overwritten"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Delete, key)).Status.ShouldBe(HttpStatusCode.NotFound);
        var (status, text) = await SendAsync(HttpMethod.Get, $"{path}?k={Uri.EscapeDataString(value)}");
        status.ShouldBe(HttpStatusCode.BadRequest, text);
        text.ShouldContain("\"query.k\"");
        var rows = JsonNode.Parse((await SendAsync(HttpMethod.Get, path)).Text)!["rows"]!.AsArray();
        rows.ShouldHaveSingleItem()!["v"]!.ToString().ShouldBe("kept");
        await ExecuteAsync($"DELETE FROM t{table}");
        var json = table == 6 ? value : JsonValue.Create(value).ToJsonString();
        (status, text) = await SendAsync(HttpMethod.Post, path, "{\"k\": " + json + "}");
        status.ShouldBe(HttpStatusCode.BadRequest, text);
        text.ShouldContain("\"k\"");
        JsonNode.Parse((await SendAsync(HttpMethod.Get, path)).Text)!["rows"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, "2031-01-01T00:00:00.1234560Z")]
    [InlineData(0, "2031-01-01T01:00:00.123456000+01:00")]
    [InlineData(3, "PT24H")]
    [InlineData(5, "x")]
    public async Task Another_notation_of_the_same_value_finds_its_row(int table, string key) =>
        (await SendAsync(HttpMethod.Get, $"/api/t{table}/{Uri.EscapeDataString(key)}")).Text.ShouldContain("kept");

    [Fact]
    public async Task A_number_of_another_notation_is_told_how_its_record_is_written()
    {
        var (status, text) = await SendAsync(HttpMethod.Get, "/api/t6/0.0");
        status.ShouldBe(HttpStatusCode.NotFound, text);
        text.ShouldContain("is written '0'");
    }

    [Theory]
    [InlineData(0, "timestamptz(3)", "2032-01-01T00:00:00.1237Z", "2032-01-01T00:00:00.124Z")]
    [InlineData(1, "timestamp(0)", "2032-01-01T23:59:59.5", "2032-01-02T00:00:00")]
    [InlineData(2, "time(2)", "11:00:00.126", "11:00:00.13")]
    public async Task A_time_that_its_column_rounds_is_answered_as_it_is_held_and_found_where_its_location_says(
        int table, string type, string given, string held)
    {
        await ExecuteAsync($"ALTER TABLE t{table} ALTER k TYPE {type}");
        using var content = new StringContent($$"""{"k": "{{given}}", "v": "new"}""", Encoding.UTF8, "application/json");
        using var answer = await _hub!.Client.PostAsync($"/api/t{table}", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        JsonNode.Parse(text)!["k"]!.ToString().ShouldBe(held);
        (await SendAsync(HttpMethod.Get, answer.Headers.Location!.OriginalString)).ShouldBe((HttpStatusCode.OK, text));
        (await SendAsync(HttpMethod.Get, $"/api/t{table}/{Uri.EscapeDataString(given)}")).Status
            .ShouldBe(HttpStatusCode.NotFound, "no row has that key");
        (await SendAsync(HttpMethod.Post, $"/api/t{table}", $$"""{"k": "{{given}}"}""")).Status
            .ShouldBe(HttpStatusCode.Conflict, "it would be the same row");
    }

    [Fact]
    public async Task A_row_that_a_trigger_passes_over_is_a_conflict_and_not_missing()
    {
        await ExecuteAsync("""
            CREATE FUNCTION pass() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
            CREATE TRIGGER pass BEFORE INSERT OR UPDATE OR DELETE ON t7 FOR EACH ROW EXECUTE FUNCTION pass();
            """);
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Post, "/api/t7", """{"k": "new"}"""),
            (HttpMethod.Put, "/api/t7/k", """{"v": "other"}"""),
            (HttpMethod.Delete, "/api/t7/k", null),
        })
        {
            var (status, text) = await SendAsync(method, path, body);
            status.ShouldBe(HttpStatusCode.Conflict, $"{method}: {text}");
            text.ShouldContain("The database did not take it");
        }

        (await SendAsync(HttpMethod.Put, "/api/t7/missing", """{"v": "other"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Delete, "/api/t7/missing")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(".", null)]
    [InlineData("..", null)]
    [InlineData("", null)]
    [InlineData(".a", "/api/t7/.a")]
    [InlineData("a/b", "/api/t7/a%2Fb")]
    public async Task A_record_whose_key_makes_no_path_has_no_Location(string key, string? place)
    {
        using var content = new StringContent("{\"k\": \"" + key + "\"}", Encoding.UTF8, "application/json");
        using var answer = await _hub!.Client.PostAsync("/api/t7", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location?.OriginalString.ShouldBe(place);
        (answer.Headers.Location is null).ShouldBe(place is null);
    }

    [Fact]
    public async Task A_page_that_ends_at_a_key_too_long_for_an_address_is_refused_as_it_has_no_next_one()
    {
        // Kept outside of the table, as an index row of PostgreSQL has at most 2,704 bytes.
        await ExecuteAsync("ALTER TABLE t7 DROP CONSTRAINT t7_pkey; DELETE FROM t7; "
            + "INSERT INTO t7 SELECT repeat(chr(97 + g), 100000) FROM generate_series(0, 60) AS g");
        var (status, text) = await SendAsync(HttpMethod.Get, "/api/t7");
        status.ShouldBe(HttpStatusCode.BadGateway);
        text.ShouldContain("cannot be paged further");
        await ExecuteAsync("DELETE FROM t7 WHERE left(k, 1) > 'j'");
        (await SendAsync(HttpMethod.Get, "/api/t7")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _hub!.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database!.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
