using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>
/// Numbers and texts that no row can have, in keys, filters and bodies, and rows that hold what they should not.
/// </summary>
public sealed class ValuesThatAreNone
{
    private const string Capability = """
        capability: reals
        owner: team
        zone: inside
        pace: record
        access: anonymous
        sides: { legacy: "adapter:shop" }
        routes:
          reals.get: { match: "GET /api/reals/{k}" }
          reals.list: { match: GET /api/reals }
          reals.add: { match: POST /api/reals }
          reals.remove: { match: "DELETE /api/reals/{k}" }
          reals.decimal: { match: "GET /api/decimals/{k}" }
          reals.price: { match: POST /api/decimals }
          reals.reprice: { match: "PUT /api/decimals/{k}" }
          reals.words: { match: GET /api/words }
          reals.word: { match: "GET /api/words/{w}" }
          reals.set: { match: "PUT /api/pairs/{w}" }
          reals.numbers: { match: GET /api/numbers }
          reals.secret: { match: GET /api/secret }
          reals.half: { match: GET /api/half }
        """;

    private static string System(string provider) => $$"""
        system: shop
        sql: { provider: {{provider}}, connection: "${env:SHOP}" }
        tables:
          reals: { columns: { k: double, v: int? }, key: [k], write: [insert, delete], filter: [k] }
          decimals: { columns: { k: decimal, v: decimal? }, key: [k], write: [insert, update] }
          words: { columns: { w: text, v: int? }, key: [w], page: { default: 1, max: 9 } }
          pairs: { columns: { w: text, v: int?, x: int? }, key: [w], write: [update] }
        operations:
          numbers: { query: sql/numbers.sql, in: { least: double }, out: { many: { w: text, v: int } } }
        resources:
          reals.get: { call: reals.get, in: { k: path.k }, out: { same: true } }
          reals.list: { call: reals.list, in: { k: query.k }, out: { same: true } }
          reals.add: { call: reals.insert, in: { same: body }, out: { same: true }, status: 201 }
          reals.remove: { call: reals.delete, in: { k: path.k } }
          reals.decimal: { call: decimals.get, in: { k: path.k }, out: { same: true } }
          reals.price: { call: decimals.insert, in: { same: body }, out: { same: true }, status: 201 }
          reals.reprice: { call: decimals.update, in: { k: path.k, v: body.v }, out: { same: true } }
          reals.word: { call: words.get, in: { w: path.w }, out: { same: true } }
          reals.set: { call: pairs.update, in: { w: path.w, v: body.v }, out: { same: true } }
          reals.numbers: { call: numbers, in: { least: query.least }, out: { numbers: { each: rows, word: w, value: v } } }
          reals.secret: { call: words.list, in: { limit: query.limit }, out: { list: { each: rows, value: v } } }
          reals.half: { call: words.list, in: { limit: query.limit }, out: { list: { each: rows, word: w } } }
          reals.words: { call: words.list, in: { limit: query.limit, cursor: query.cursor }, out: { same: true } }
        """;

    [Fact]
    public async Task A_number_beyond_a_double_is_400_in_a_body_and_a_filter_and_404_as_a_key()
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(
            database, "CREATE TABLE reals (k REAL PRIMARY KEY, v INT); INSERT INTO reals VALUES (9e999, 1), (0, 2), (-9e999, 3)");
        foreach (var number in new[] { "1e999", "-1e999", "1e-999", "1e400", "NaN" })
        {
            (await StatusAsync(hub, HttpMethod.Get, $"/api/reals/{number}")).ShouldBe(HttpStatusCode.NotFound, number);
            (await StatusAsync(hub, HttpMethod.Delete, $"/api/reals/{number}")).ShouldBe(HttpStatusCode.NotFound, number);
            (await StatusAsync(hub, HttpMethod.Get, $"/api/reals?k={number}")).ShouldBe(HttpStatusCode.BadRequest, number);
            var json = number == "NaN" ? "\"NaN\"" : number;
            (await StatusAsync(hub, HttpMethod.Post, "/api/reals", "{\"k\": " + json + "}"))
                .ShouldBe(HttpStatusCode.BadRequest, number);
            (await StatusAsync(hub, HttpMethod.Post, "/api/reals", "{\"k\": \"" + number + "\"}"))
                .ShouldBe(HttpStatusCode.BadRequest, number);
        }

        (await StatusAsync(hub, HttpMethod.Get, "/api/reals/INF")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(hub, HttpMethod.Get, "/api/reals/0e-999")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(hub, HttpMethod.Get, "/api/reals/0")).ShouldBe(HttpStatusCode.OK);
        (await hub.Client.GetStringAsync("/api/reals")).ShouldContain("\"v\":3");
    }

    [Fact]
    public async Task A_key_that_its_column_cannot_have_is_no_records()
    {
        PostgresServer.SkipIfMissing();
        await using var database = new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        await using var hub = await StartAsync(
            database, "CREATE TABLE reals (k real PRIMARY KEY, v int); INSERT INTO reals VALUES ('NaN', 1)");
        (await StatusAsync(hub, HttpMethod.Get, "/api/reals/1e39")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(hub, HttpMethod.Delete, "/api/reals/1e39")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(hub, HttpMethod.Get, "/api/reals/NaN")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_numeric_key_is_found_in_the_spelling_that_its_record_has_and_in_no_other()
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(
            database, "CREATE TABLE decimals (k NUMERIC PRIMARY KEY, v NUMERIC); "
                + "INSERT INTO decimals (k) VALUES (1e-33), (12.5), (3); "
                + "CREATE TABLE reals (k REAL PRIMARY KEY, v INT); INSERT INTO reals VALUES (1e300, 1), (3, 2)");
        foreach (var key in new[] { "0.000000000000000000000000000000001", "12.5", "3" })
            (await StatusAsync(hub, HttpMethod.Get, $"/api/decimals/{key}")).ShouldBe(HttpStatusCode.OK, key);
        foreach (var key in new[] { "1e-33", "1.25e1", "125E-1", "12.50", "3.0", "3e0", "3.", "03", "e5", "NaN" })
        {
            (await StatusAsync(hub, HttpMethod.Get, $"/api/decimals/{key}")).ShouldBe(HttpStatusCode.NotFound, key);
            (await StatusAsync(hub, HttpMethod.Put, $"/api/decimals/{key}", """{"v": 7}"""))
                .ShouldBe(HttpStatusCode.NotFound, key);
        }

        foreach (var key in new[] { "3.0", "3e0", "1E300", "10e299" })
        {
            (await StatusAsync(hub, HttpMethod.Get, $"/api/reals/{key}")).ShouldBe(HttpStatusCode.NotFound, key);
            (await StatusAsync(hub, HttpMethod.Delete, $"/api/reals/{key}")).ShouldBe(HttpStatusCode.NotFound, key);
        }

        using var refused = await hub.Client.GetAsync("/api/decimals/3e0");
        (await refused.Content.ReadAsStringAsync()).ShouldContain("is written '3'");
        (await hub.Client.GetStringAsync("/api/decimals/3")).ShouldNotContain("7");
        (await StatusAsync(hub, HttpMethod.Put, "/api/decimals/3", """{"v": 7}""")).ShouldBe(HttpStatusCode.OK);
        (await hub.Client.GetStringAsync("/api/decimals/3")).ShouldContain("7");
        foreach (var row in JsonNode.Parse(await hub.Client.GetStringAsync("/api/reals"))!["rows"]!.AsArray())
            (await StatusAsync(hub, HttpMethod.Delete, $"/api/reals/{row!["k"]!.ToJsonString()}")).ShouldBe(
                HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_decimal_that_SQLite_would_round_is_400_and_every_other_is_read_again_as_it_was_written()
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(
            database, "CREATE TABLE decimals (k decimal(30,10) PRIMARY KEY, v NUMERIC); INSERT INTO decimals (k) VALUES (0)");
        foreach (var number in new[]
        {
            "9007199254740992", "9007199254740993", "9007199254740995", "-9007199254740993", "12345678901234567",
            "9223372036854775807", "-9223372036854775808", "0.1", "1234567.25", "9007199254740997.0",
        })
        {
            using var content = new StringContent($$"""{"k": {{number}}, "v": {{number}}}""", Encoding.UTF8, "application/json");
            using var answer = await hub.Client.PostAsync("/api/decimals", content);
            var row = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, $"{number}: {row}");
            var plain = number.Replace(".0", "", StringComparison.Ordinal);
            plain = number == "0.1" ? number : plain;
            row.ShouldContain($"\"k\":{plain},\"v\":{plain}");
            (await hub.Client.GetStringAsync($"/api/decimals/{plain}")).ShouldContain($"\"k\":{plain},\"v\":{plain}");
            (await StatusAsync(hub, HttpMethod.Put, "/api/decimals/0", $$"""{"v": {{number}}}""")).ShouldBe(HttpStatusCode.OK);
            (await hub.Client.GetStringAsync("/api/decimals/0")).ShouldContain($"\"v\":{plain}");
        }

        foreach (var number in new[]
        {
            "12345678901234567.89", "123456789012345678901234567890", "9223372036854775808", "0.12345678901234567891",
        })
        {
            (await StatusAsync(hub, HttpMethod.Post, "/api/decimals", $$"""{"k": {{number}}}"""))
                .ShouldBe(HttpStatusCode.BadRequest, number);
            (await StatusAsync(hub, HttpMethod.Put, "/api/decimals/0", $$"""{"v": {{number}}}"""))
                .ShouldBe(HttpStatusCode.BadRequest, number);
            (await StatusAsync(hub, HttpMethod.Get, $"/api/decimals/{number}")).ShouldBe(HttpStatusCode.NotFound, number);
        }
    }

    [Theory]
    [InlineData("1", HttpStatusCode.OK)]
    [InlineData("01", HttpStatusCode.OK)]
    [InlineData("1.0", HttpStatusCode.BadRequest)]
    [InlineData("1e0", HttpStatusCode.BadRequest)]
    [InlineData("%2B1", HttpStatusCode.BadRequest)]
    [InlineData("%201", HttpStatusCode.BadRequest)]
    public async Task An_integer_in_a_query_is_digits_and_perhaps_a_minus(string limit, HttpStatusCode status)
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(database, "CREATE TABLE words (w TEXT PRIMARY KEY, v INT)");
        (await StatusAsync(hub, HttpMethod.Get, $"/api/words?limit={limit}")).ShouldBe(status);
    }

    [Fact]
    public async Task A_page_that_ends_at_a_key_that_is_NULL_has_a_next_one()
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(
            database, "CREATE TABLE words (w TEXT PRIMARY KEY, v INT); INSERT INTO words VALUES (NULL, 1), ('a', 2)");
        var first = JsonNode.Parse(await hub.Client.GetStringAsync("/api/words?limit=1"))!;
        first["rows"]!.ToJsonString().ShouldBe("""[{"v":1}]""");
        var second = JsonNode.Parse(await hub.Client.GetStringAsync($"/api/words?limit=1&cursor={first["next"]}"))!;
        second["rows"]!.ToJsonString().ShouldBe("""[{"w":"a","v":2}]""");
        second["next"].ShouldBeNull();
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_says_which_row_and_column()
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(
            database, "CREATE TABLE words (w TEXT PRIMARY KEY, v INT); INSERT INTO words VALUES ('a', 1), ('b', 'many')");
        using var content = new StringContent("""{"limit": 9}""", Encoding.UTF8, "application/json");
        using var answer = await hub.Client.PostAsync("/systems/shop/operations/words.list", content);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("in words, w b: v: is not an int");
    }

    [Theory]
    [InlineData("/api/words?limit=9", "the one with w b: rows[1].v is not an int")]
    [InlineData("/api/words/b", "the one with w b: v is not an int")]
    [InlineData("/api/numbers?least=0", "the one with word b: numbers[1].value is not an int")]
    [InlineData("/api/secret?limit=9", "row 2 of the page: list[1].value is not an int")]
    [InlineData("/api/half?limit=9", "the one with word b: a column that is not shown here is not an int")]
    public async Task Who_reads_by_a_route_is_told_which_row_and_column_as_far_as_the_route_shows_them(string path, string row)
    {
        await using var database = new SqliteUnderTest();
        var log = new LogLines();
        await using var hub = await StartAsync(
            database, "CREATE TABLE words (w TEXT PRIMARY KEY, v INT); INSERT INTO words VALUES ('a', 1), ('b', 'many')", log);
        using var answer = await hub.Client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync())
            .ShouldContain($"shop did not give a usable answer: a row cannot be read, {row}.");
        log.Lines.ShouldContain(l => l.Contains("v: is not an int") && l.Contains("w b"));
    }

    [Fact]
    public async Task A_write_whose_row_cannot_be_read_was_not_made_and_says_which()
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(
            database, "CREATE TABLE pairs (w TEXT PRIMARY KEY, v INT, x INT); INSERT INTO pairs VALUES ('b', 1, 'many')");
        using var content = new StringContent("""{"v": 2}""", Encoding.UTF8, "application/json");
        using var answer = await hub.Client.PutAsync("/api/pairs/b", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync())
            .ShouldContain("nothing was done: a row cannot be read, the one with w b: x is not an int");
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT v FROM pairs";
        (await command.ExecuteScalarAsync()).ShouldBe(1L);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("INF")]
    [InlineData("-INF")]
    [InlineData("1e999")]
    public async Task A_statement_takes_no_number_that_is_none(string number)
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(database, "CREATE TABLE words (w TEXT PRIMARY KEY, v INT)");
        (await StatusAsync(hub, HttpMethod.Get, $"/api/numbers?least={number}")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(hub, HttpMethod.Get, "/api/numbers?least=-1.5")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/reals?k=%ff")]
    [InlineData("/api/reals?k=%C3")]
    [InlineData("/api/reals?k=%zz")]
    public async Task A_query_that_is_no_text_is_400(string path)
    {
        await using var database = new SqliteUnderTest();
        await using var hub = await StartAsync(database, "CREATE TABLE reals (k REAL PRIMARY KEY, v INT)");
        (await StatusAsync(hub, HttpMethod.Get, path)).ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<RunningAdapters> StartAsync(ISqlUnderTest database, string sql, LogLines? log = null)
    {
        await using (var connection = await database.OpenAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }

        return await RunningAdapters.StartAsync(
            RunningAdapters.Bundle(
                ("capabilities/reals.yaml", Capability),
                ("systems/shop.yaml", System(database.Provider)),
                ("sql/numbers.sql", "SELECT w, v FROM words WHERE @least <= 9 ORDER BY w")),
            new PlanReferences(new Dictionary<string, string> { ["SHOP"] = database.Connection }),
            log);
    }

    private static async Task<HttpStatusCode> StatusAsync(
        RunningAdapters hub, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await hub.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
