using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Importing;
using Hub.Tests.Servers;
using Npgsql;

namespace Hub.Adapters.Tests.Importing;

/// <summary>From a real PostgreSQL's catalogue to a plan that reads it and calls its functions.</summary>
public sealed class ImportingPostgres : IAsyncLifetime
{
    private const string Schema = """
        CREATE SCHEMA ledger;
        CREATE SCHEMA secret;
        CREATE TYPE ledger.state AS ENUM ('open', 'paid');
        CREATE DOMAIN ledger.amount AS numeric(18, 4) CHECK (VALUE >= 0);
        CREATE TABLE ledger.invoice (
          id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer char(6) NOT NULL, total ledger.amount NOT NULL DEFAULT 0,
          state ledger.state NOT NULL DEFAULT 'open', made timestamptz NOT NULL DEFAULT now(), tags text[], box box, note jsonb);
        CREATE INDEX ON ledger.invoice (customer, state);
        COMMENT ON TABLE ledger.invoice IS 'Invoices, one for
          each delivery';
        CREATE TABLE ledger.line (
          invoice int REFERENCES ledger.invoice, no smallint, "Item Text" text, qty numeric(9, 3) NOT NULL,
          PRIMARY KEY (invoice, no));
        CREATE TABLE ledger.loose (code text NOT NULL UNIQUE, words text);
        CREATE TABLE ledger.heap (words text);
        CREATE TABLE public.line (id bigserial PRIMARY KEY);
        CREATE TABLE secret.salary (id int PRIMARY KEY);
        CREATE VIEW ledger.open_invoice AS SELECT id, customer, total FROM ledger.invoice WHERE state = 'open';
        CREATE FUNCTION ledger.sum_of(customer text) RETURNS numeric LANGUAGE sql STABLE AS
          $$ SELECT sum(total) FROM ledger.invoice i WHERE i.customer = $1 $$;
        CREATE FUNCTION ledger.lines_of(invoice int) RETURNS TABLE (no smallint, qty numeric) LANGUAGE sql STABLE AS
          $$ SELECT no, qty FROM ledger.line l WHERE l.invoice = $1 ORDER BY no $$;
        CREATE FUNCTION ledger.pay(p_invoice int, OUT was ledger.state, OUT amount numeric) LANGUAGE plpgsql AS $$
          BEGIN SELECT i.state, i.total INTO was, amount FROM ledger.invoice i WHERE id = p_invoice;
          UPDATE ledger.invoice SET state = 'paid' WHERE id = p_invoice; END $$;
        CREATE PROCEDURE ledger.close_month(month int, INOUT closed int) LANGUAGE plpgsql AS
          $$ BEGIN closed := month + coalesce(closed, 0); END $$;
        CREATE FUNCTION ledger.twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
        CREATE FUNCTION ledger.twice(a text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT a || a';
        CREATE FUNCTION ledger.nameless(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
        CREATE FUNCTION ledger.arrays(a int[]) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a[1]';
        CREATE FUNCTION ledger.guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        INSERT INTO ledger.invoice (customer, total, note) VALUES ('C-1', 12.5, '{"a": 1}'), ('C-2', 7, NULL);
        INSERT INTO ledger.line VALUES (1, 1, 'nut', 2.500), (1, 2, 'bolt', 1);
        INSERT INTO ledger.heap VALUES ('x');
        INSERT INTO ledger.loose VALUES ('k', 'w');
        """;

    private readonly ImportFolder _folder = new();
    private string _connection = "";

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _connection = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await ExecuteAsync(Schema);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Tables_views_and_routines_are_served_as_proposed()
    {
        var report = await ImportAsync();
        report.Operations.Select(o => $"{(o.Write ? "write" : "read")} {o.Match}").ShouldBe(
        [
            "read GET /api/parts/heap",
            "read GET /api/parts/invoice/{id}", "read GET /api/parts/invoice",
            "read GET /api/parts/line/{invoice}/{no}", "read GET /api/parts/line",
            "read GET /api/parts/loose/{code}", "read GET /api/parts/loose",
            "read GET /api/parts/open-invoice",
            "write POST /api/parts/close-month", "read GET /api/parts/lines-of", "write POST /api/parts/pay",
            "read GET /api/parts/sum-of",
        ]);

        await using var hub = await _folder.RunAsync(("PARTS_DB", _connection));
        var invoice = await GetAsync(hub.Client, "/api/parts/invoice/1");
        (invoice["customer"]!.ToString().Trim(), invoice["total"]!.ToString(), invoice["state"]!.ToString())
            .ShouldBe(("C-1", "12.5000", "open"));
        invoice.AsObject().ContainsKey("tags").ShouldBeFalse();
        (await GetAsync(hub.Client, "/api/parts/line/1/2"))["Item Text"]!.ToString().ShouldBe("bolt");
        (await GetAsync(hub.Client, "/api/parts/invoice?state=open&limit=1"))["items"]!.AsArray().Count.ShouldBe(1);
        (await GetAsync(hub.Client, "/api/parts/open-invoice"))["items"]!.AsArray().Count.ShouldBe(2);
        (await GetAsync(hub.Client, "/api/parts/heap"))["items"]![0]!["words"]!.ToString().ShouldBe("x");
        (await GetAsync(hub.Client, "/api/parts/loose/k"))["words"]!.ToString().ShouldBe("w");
        (await GetAsync(hub.Client, "/api/parts/sum-of?customer=C-2")).ToJsonString().ShouldContain("7.0000");
        (await GetAsync(hub.Client, "/api/parts/lines-of?invoice=1")).ToJsonString().ShouldContain("2.500");
        (await PostAsync(hub.Client, "/api/parts/pay", """{"p_invoice": 1}"""))["was"]!.ToString().ShouldBe("open");
        (await GetAsync(hub.Client, "/api/parts/invoice/1"))["state"]!.ToString().ShouldBe("paid");
        (await PostAsync(hub.Client, "/api/parts/close-month", """{"month": 3, "closed": 4}"""))["closed"]!.ToString()
            .ShouldBe("7");
        (await hub.Client.GetAsync("/api/parts/invoice/99")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_it_could_not_take_is_named_with_the_reason()
    {
        var report = await ImportAsync();
        var skipped = report.Notes.Where(n => n.Kind == ImportNoteKind.Skipped)
            .ToDictionary(n => n.About, n => n.Text, StringComparer.Ordinal);

        skipped["ledger.invoice.tags"].ShouldContain("text[]");
        skipped["ledger.invoice.box"].ShouldContain("box");
        skipped["ledger.twice"].ShouldContain("several of this name");
        skipped["ledger.nameless"].ShouldContain("no names");
        skipped["ledger.arrays"].ShouldContain("integer[]");
        skipped.Keys.ShouldNotContain("ledger.guard");
        report.Notes.ShouldContain(n =>
            n.Kind == ImportNoteKind.Guessed && n.Text.Contains("close-month, pay", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_catalogue_tells_keys_what_is_generated_versions_and_comments()
    {
        await ImportAsync();
        var text = _folder.Read("systems/parts.yaml");

        text.ShouldContain("  # Invoices, one for each delivery\n  invoice:\n    name: ledger.invoice\n");
        text.ShouldContain("customer: text, total: decimal, state: { type: text, values: [open, paid] }, made: timestamptz,");
        text.ShouldContain("    key: [id]\n    generated: [id]\n    defaults: [total, state, made]\n    version: xmin\n"
            + "    filter: [id, customer, state]\n");
        text.ShouldContain("    key: [invoice, \"no\"]\n");
        text.ShouldContain("    key: [code]\n");
    }

    [Fact]
    public async Task The_values_of_enumerations_and_checks_are_in_the_plan_and_requests_are_held_to_them()
    {
        await ExecuteAsync("""
            CREATE DOMAIN ledger.kind AS char(3) CHECK (VALUE IN ('NEW', 'OLD'));
            CREATE DOMAIN ledger.mood AS ledger.state;
            CREATE TABLE ledger.ticket (
              id int PRIMARY KEY, kind ledger.kind, mood ledger.mood,
              level smallint NOT NULL CHECK (level IN (10, 20)), word varchar(9) CHECK (word = 'it''s' OR word = 'b'),
              open text CHECK (open IN ('a', 'b') OR length(open) > 3), low text CHECK (lower(low) IN ('a')));
            """);
        await _folder.SqlAsync("postgres", _connection, source: s => s with { Schemas = ["ledger"], Tables = ["ticket"] });
        var columns = string.Join(' ', _folder.Read("systems/parts.yaml").Split("columns: ")[1].Split("    key:")[0]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        columns.ShouldBe("{ id: int, kind: { type: \"text?\", values: [NEW, OLD] }, "
            + "mood: { type: \"text?\", values: [open, paid] }, "
            + "level: { type: smallint, values: [\"10\", \"20\"] }, word: { type: \"text?\", values: [\"it's\", b] }, "
            + "open: \"text?\", low: \"text?\" }");

        _folder.Edit("systems/parts.yaml", "# write:", "write:");
        _folder.Edit("systems/parts.yaml", "call: ticket.list\n", "call: ticket.insert\n");
        var mapping = _folder.Read("systems/parts.yaml").Split("call: ticket.insert\n")[1];
        _folder.Edit("systems/parts.yaml", mapping, "    in: { same: body }\n    out: { same: true }\n");
        _folder.Edit("capabilities/parts.yaml", "GET /api/parts/ticket\n", "POST /api/parts/ticket\n");
        await using var hub = await _folder.RunAsync(("PARTS_DB", _connection));
        (await PostAsync(hub.Client, "/api/parts/ticket", """{"id": 1, "kind": "NEW", "level": 10}"""))["level"]!.ToString()
            .ShouldBe("10");
        using var refused = await hub.Client.PostAsync(
            "/api/parts/ticket", JsonContent.Create(new { id = 2, kind = "NIX", level = 30 }));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var told = await refused.Content.ReadAsStringAsync();
        told.ShouldContain("'NIX' is not one of NEW, OLD");
        told.ShouldContain("'30' is not one of 10, 20");
    }

    [Fact]
    public async Task A_partitioned_table_is_written_like_any_other()
    {
        await ExecuteAsync("""
            CREATE TABLE ledger.entry (day date, no int, amount numeric NOT NULL, PRIMARY KEY (day, no)) PARTITION BY RANGE (day);
            CREATE TABLE ledger.entry_2026 PARTITION OF ledger.entry FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            """);
        await _folder.SqlAsync("postgres", _connection, source: s => s with { Schemas = ["ledger"], Tables = ["entry*"] });
        _folder.Edit("systems/parts.yaml", "# write:", "write:");
        _folder.Edit("systems/parts.yaml", "call: entry.list\n", "call: entry.insert\n");
        var mapping = _folder.Read("systems/parts.yaml").Split("call: entry.insert\n")[1];
        _folder.Edit("systems/parts.yaml", mapping, "    in: { same: body }\n    out: { same: true }\n");
        _folder.Edit("capabilities/parts.yaml", "GET /api/parts/entry\n", "POST /api/parts/entry\n");
        await using var hub = await _folder.RunAsync(("PARTS_DB", _connection));
        var entry = await PostAsync(hub.Client, "/api/parts/entry", """{"day": "2026-02-01", "no": 1, "amount": 2.5}""");
        entry["amount"]!.ToString().ShouldBe("2.5");
        (await hub.Client.GetAsync("/api/parts/entry/2026-02-01/1")).Headers.ETag.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_password_is_in_no_file_and_in_nothing_that_is_told()
    {
        var report = await ImportAsync();
        var password = new NpgsqlConnectionStringBuilder(_connection).Password!;

        var variable = report.Variables.ShouldHaveSingleItem();
        variable.Name.ShouldBe("PARTS_DB");
        variable.Value.ShouldContain("…");
        (report.ToString() + variable + string.Concat(report.Notes)).ShouldNotContain(password);
        foreach (var file in Directory.EnumerateFiles(_folder.Plan, "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file)).ShouldNotContain(password);
        _folder.Read("systems/parts.yaml").ShouldContain("""connection: "${env:PARTS_DB}" """.TrimEnd());
    }

    [Fact]
    public async Task Who_may_not_read_a_table_imports_the_others()
    {
        await ExecuteAsync("""
            DO $$ BEGIN CREATE ROLE importer LOGIN PASSWORD 'importer'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            GRANT USAGE ON SCHEMA ledger TO importer; GRANT SELECT ON ledger.line TO importer;
            GRANT SELECT (id, customer) ON ledger.invoice TO importer;
            REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA ledger FROM PUBLIC;
            """);
        var connection = new NpgsqlConnectionStringBuilder(_connection) { Username = "importer", Password = "importer" }
            .ToString();
        var report = await _folder.SqlAsync("postgres", connection, source: s => s with { Schemas = ["ledger"] });

        report.Operations.Select(o => o.Operation).ShouldBe(["invoice.get", "invoice.list", "line.get", "line.list"]);
        report.Notes.ShouldContain(n => n.About == "ledger.heap" && n.Text.Contains("may not read", StringComparison.Ordinal));
        _folder.Read("systems/parts.yaml").ShouldContain("columns: { id: int, customer: text }");
    }

    [Fact]
    public async Task Tables_of_one_name_in_two_schemas_are_told_apart()
    {
        var report = await _folder.SqlAsync("postgres", _connection, source: s => s with { Tables = ["*line", "secret.*"] });
        report.Operations.Select(o => o.Operation).ShouldBe(
            ["ledger-line.get", "ledger-line.list", "line.get", "line.list", "salary.get", "salary.list"], ignoreOrder: true);
        await using var hub = await _folder.RunAsync(("PARTS_DB", _connection));
    }

    [Fact]
    public async Task Columns_that_differ_in_case_only_each_have_their_own_value()
    {
        await ExecuteAsync("""
            CREATE TABLE ledger.cased ("Id" int, id int, "Name" text, name text, "NAME" text, PRIMARY KEY ("Id", id));
            CREATE INDEX ON ledger.cased (name, "Name");
            INSERT INTO ledger.cased VALUES (1, 2, 'upper', 'lower', 'all'), (2, 1, 'U', 'l', 'A');
            """);
        await _folder.SqlAsync("postgres", _connection, source: s => s with { Schemas = ["ledger"], Tables = ["cased"] });
        await using var hub = await _folder.RunAsync(("PARTS_DB", _connection));
        var row = await GetAsync(hub.Client, "/api/parts/cased/1/2");
        new[] { "Id", "id", "Name", "name", "NAME" }.Select(c => row[c]!.ToString())
            .ShouldBe(["1", "2", "upper", "lower", "all"]);
        foreach (var (query, id) in new[] { ("id=2", "2"), ("id2=2", "1"), ("name=U", "2"), ("name2=lower", "1") })
            (await GetAsync(hub.Client, $"/api/parts/cased?{query}"))["items"]!.AsArray().Single()!["Id"]!.ToString()
                .ShouldBe(id, query);
    }

    [Fact]
    public async Task What_has_no_key_is_listed_in_pages_by_what_can_be_ordered()
    {
        await ExecuteAsync("""
            CREATE TABLE ledger.pile (a int, b text, doc json, page xml);
            INSERT INTO ledger.pile
            SELECT i % 3, CASE WHEN i % 2 = 0 THEN 'x' END, '{"n": 1}', '<p/>' FROM generate_series(1, 205) AS i;
            CREATE VIEW ledger.of_pile AS SELECT a, doc FROM ledger.pile;
            """);
        await _folder.SqlAsync("postgres", _connection, source: s => s with { Schemas = ["ledger"], Tables = ["*pile"] });
        var text = _folder.Read("systems/parts.yaml");
        text.ShouldContain("    key: none\n    order: [a, b]\n    filter: [a, b]\n");
        await using var hub = await _folder.RunAsync(("PARTS_DB", _connection));
        foreach (var table in new[] { "pile", "of-pile" })
        {
            var first = await GetAsync(hub.Client, $"/api/parts/{table}?limit=200");
            first["items"]!.AsArray().Count.ShouldBe(200);
            var second = await GetAsync(hub.Client, $"/api/parts/{table}?limit=200&cursor={first["next"]}");
            (second["items"]!.AsArray().Count, second["next"]).ShouldBe((5, null));
        }

        (await GetAsync(hub.Client, "/api/parts/pile?a=1&limit=200"))["items"]!.AsArray().Count.ShouldBe(69);
        (await hub.Client.GetAsync("/api/parts/pile?doc=1")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private Task<ImportReport> ImportAsync() =>
        _folder.SqlAsync("postgres", _connection, source: s => s with { Schemas = ["ledger"] });

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, string body)
    {
        using var answer = await client.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return JsonNode.Parse(text)!;
    }
}
