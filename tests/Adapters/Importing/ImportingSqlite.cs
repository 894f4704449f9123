using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Importing;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Importing;

/// <summary>From a SQLite file to a plan that reads it.</summary>
public sealed class ImportingSqlite : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tables_with_keys_are_read_and_listed_and_views_are_listed()
    {
        var report = await _folder.SqlAsync("sqlite", Database());
        report.Operations.Select(o => o.Match).ShouldBe(
        [
            "GET /api/parts/open-orders", "GET /api/parts/order-line/{orderNo}/{lineNo}", "GET /api/parts/order-line",
            "GET /api/parts/orders/{orderNo}", "GET /api/parts/orders", "GET /api/parts/plain",
        ]);
        report.Operations.ShouldAllBe(o => !o.Write);

        await using var hub = await _folder.RunAsync();
        var line = JsonNode.Parse(await hub.Client.GetStringAsync("/api/parts/order-line/1/2"))!;
        (line["Item Text"]!.ToString(), line["qty"]!.ToString()).ShouldBe(("it's", "2.5"));
        var page = JsonNode.Parse(await hub.Client.GetStringAsync("/api/parts/order-line?orderNo=1&limit=1"))!;
        page["items"]!.AsArray().Count.ShouldBe(1);
        var next = JsonNode.Parse(await hub.Client.GetStringAsync($"/api/parts/order-line?orderNo=1&limit=1&cursor={page["next"]}"))!;
        next["items"]![0]!["line_no"]!.ToString().ShouldBe("2");
        JsonNode.Parse(await hub.Client.GetStringAsync("/api/parts/open-orders?limit=1"))!["items"]!.AsArray().Count.ShouldBe(1);
        (await hub.Client.GetAsync("/api/parts/orders/9")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_a_virtual_table_keeps_for_itself_is_not_proposed()
    {
        var connection = Database();
        await using (var open = new SqliteConnection(connection))
        {
            await open.OpenAsync();
            await using var command = open.CreateCommand();
            command.CommandText = "CREATE VIRTUAL TABLE notes USING fts5(title); CREATE TABLE notes_of (id INTEGER PRIMARY KEY);";
            await command.ExecuteNonQueryAsync();
        }

        var report = await _folder.SqlAsync("sqlite", connection, source: s => s with { Tables = ["notes*"] });
        report.Operations.Select(o => o.Operation).ShouldBe(["notes.list", "notes-of.get", "notes-of.list"], ignoreOrder: true);
    }

    [Fact]
    public async Task Strict_tables_and_views_of_JSON_are_imported_and_served()
    {
        var connection = Database();
        await ExecuteAsync(connection, """
            CREATE TABLE part (no INTEGER PRIMARY KEY, name TEXT NOT NULL, weight REAL, drawing BLOB, more ANY, facts TEXT) STRICT;
            CREATE VIEW part_colour AS SELECT no, facts ->> 'colour' AS colour FROM part;
            INSERT INTO part VALUES (7, 'nut', 0.25, x'00', 'M8', '{"colour": "zinc"}');
            """);
        var report = await _folder.SqlAsync("sqlite", connection, source: s => s with { Tables = ["part*"] });
        report.Operations.Select(o => o.Operation).ShouldBe(["part.get", "part.list", "part-colour.list"], ignoreOrder: true);

        await using var hub = await _folder.RunAsync();
        var part = JsonNode.Parse(await hub.Client.GetStringAsync("/api/parts/part/7"))!;
        new[] { "no", "name", "weight", "drawing", "more", "facts" }.Select(c => part[c]?.ToString()).ShouldBe(
            ["7", "nut", "0.25", "AA==", "M8", """{"colour": "zinc"}"""]);
        JsonNode.Parse(await hub.Client.GetStringAsync("/api/parts/part-colour"))!["items"]![0]!["colour"]!.ToString()
            .ShouldBe("zinc");
    }

    [Fact]
    public async Task Tables_are_read_only_until_the_plan_says_otherwise()
    {
        await _folder.SqlAsync("sqlite", Database());
        var text = _folder.Read("systems/parts.yaml");
        text.ShouldContain("    # write: [insert, update, delete]\n");
        text.Split('\n').ShouldAllBe(l => !l.TrimStart().StartsWith("write:", StringComparison.Ordinal));

        _folder.Edit("systems/parts.yaml", "    key: [order_no]\n    generated: [order_no]\n", "    key: [order_no]\n    write: [update]\n");
        await using var hub = await _folder.RunAsync();
    }

    [Fact]
    public async Task What_is_wanted_is_chosen_by_patterns()
    {
        var report = await _folder.SqlAsync("sqlite", Database(), source: s => s with { Tables = ["ORDER*"] });
        report.Operations.Select(o => o.Operation).ShouldBe(["order-line.get", "order-line.list", "orders.get", "orders.list"]);
        (await ImportingWsdl.RefusedAsync(() => _folder.SqlAsync("sqlite", Database(), source: s => s with { Tables = ["nothing"] })))
            .ShouldContain("no table, view or routine");
    }

    [Fact]
    public async Task A_table_that_is_new_and_a_column_that_is_gone_come_with_the_next_import()
    {
        var connection = Database();
        await _folder.SqlAsync("sqlite", connection);
        _folder.Edit("systems/parts.yaml", "    filter: [order_no]\n", "    filter: [order_no, customer]\n");
        await ExecuteAsync(connection, "CREATE TABLE extra (id INTEGER PRIMARY KEY, note TEXT); ALTER TABLE order_line DROP COLUMN qty;");
        var report = await _folder.SqlAsync("sqlite", connection);

        var text = _folder.Read("systems/parts.yaml");
        text.ShouldContain("  extra:\n");
        text.ShouldNotContain("qty");
        text.ShouldContain("filter: [order_no, customer]");
        report.Notes.ShouldContain(n => n.Kind == ImportNoteKind.Kept && n.About == "systems/parts.yaml, tables: orders");
        await using var hub = await _folder.RunAsync();
    }

    [Theory]
    [InlineData("Data Source=/nowhere/at/all.db", "cannot be read")]
    [InlineData("nonsense", "cannot be used")]
    [InlineData("${env:SURELY_NOT_SET}", "SURELY_NOT_SET is not set")]
    public async Task A_database_that_is_not_there_is_one_clear_sentence(string connection, string sentence) =>
        (await ImportingWsdl.RefusedAsync(() => _folder.SqlAsync("sqlite", connection))).ShouldContain(sentence);

    private string Database()
    {
        var connection = $"Data Source={_folder.Put("place.txt", "").Replace("place.txt", "it's parts.db", StringComparison.Ordinal)}";
        ExecuteAsync(connection, """
            CREATE TABLE IF NOT EXISTS orders (order_no INTEGER PRIMARY KEY, customer TEXT NOT NULL, placed DATE);
            CREATE TABLE IF NOT EXISTS order_line (
              order_no INTEGER NOT NULL REFERENCES orders, line_no INTEGER NOT NULL, "Item Text" VARCHAR(20), qty DECIMAL(9, 2), picture BLOB,
              PRIMARY KEY (order_no, line_no));
            CREATE TABLE IF NOT EXISTS plain (a, b TEXT);
            CREATE VIEW IF NOT EXISTS open_orders AS SELECT order_no, customer FROM orders;
            INSERT OR IGNORE INTO orders VALUES (1, 'C-1', '2026-01-01'), (2, 'C-2', 20260102);
            INSERT OR IGNORE INTO order_line VALUES (1, 1, 'nut', 1, x'00'), (1, 2, 'it''s', '2.50', NULL), (2, 1, NULL, NULL, NULL);
            """).GetAwaiter().GetResult();
        return connection;
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var open = new SqliteConnection(connection);
        await open.OpenAsync();
        await using var command = open.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
