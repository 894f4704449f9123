using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;

namespace Hub.Adapters.Tests.Sql;

/// <summary>What a wrapped database does, whichever it is.</summary>
public abstract partial class SqlContract : WrappedDatabase
{
    private readonly LogLines _log = new();

    private protected override string Tables => Database.Tables(Ledger.Tables);

    private protected override Task<RunningAdapters> StartHubAsync() =>
        StartHubAsync(Ledger.OddByDefault, Database.Connection, data: null);

    [Fact]
    public async Task A_row_is_contract_json_with_every_digit()
    {
        (await Hub.Client.GetStringAsync("/api/invoices/I-4001"))
            .ShouldBe("""{"id":"I-4001","customerId":"C-1001","amount":123.45,"date":"2026-01-05","remark":null}""");
        (await Hub.Client.GetStringAsync("/api/invoices/I-4002"))
            .ShouldBe("""{"id":"I-4002","customerId":"C-1002","amount":0.05,"date":null,"remark":"paid in cash"}""");
        (await Hub.Client.GetStringAsync("/api/invoices/I-4003")).ShouldContain("\"amount\":90071992547409.93");
    }

    [Fact]
    public async Task Rows_are_a_list_also_where_there_is_none()
    {
        var all = await Hub.Client.GetFromJsonAsync<JsonObject>("/api/invoices?limit=2");
        all!["items"]!.AsArray().Select(i => i!["id"]!.ToString()).ShouldBe(["I-4001", "I-4002"]);
        (await Hub.Client.GetFromJsonAsync<JsonObject>("/api/invoices?customer=C-1001"))!["items"]!.AsArray().Count.ShouldBe(2);
        (await Hub.Client.GetStringAsync("/api/invoices?customer=nobody")).ShouldBe("""{"items":[]}""");
    }

    [Fact]
    public async Task Several_results_are_one_document() =>
        (await Hub.Client.GetFromJsonAsync<JsonObject>("/api/invoices/I-4001/lines"))!["lines"]!.ToJsonString()
            .ShouldBe("""[{"no":1,"what":"bolts"},{"no":2}]""");

    [Theory]
    [InlineData("", """
        {"items":[{"no":4001,"rem":null,"lines":[{"no":1,"what":"bolts"},{"no":2}]},
        """ + """
        {"no":4002,"rem":"paid in cash","lines":[]},{"no":4003,"rem":null,"lines":[]}]}
        """)]
    [InlineData("WHERE i.fino = 4001", """{"items":[{"no":4001,"rem":null,"lines":[{"no":1,"what":"bolts"},{"no":2}]}]}""")]
    [InlineData("WHERE i.fino = 0", """{"items":[]}""")]
    public async Task A_join_is_rows_with_a_list(string where, string answer)
    {
        await StartAsync(Joined("many"), ("sql/odd-get.sql", Join(where)));
        (await Hub.Client.GetStringAsync("/api/odd/x")).ShouldBe(answer.Trim());
    }

    [Fact]
    public async Task A_join_is_one_row_with_a_list_unless_it_is_more_or_none()
    {
        await StartAsync(Joined("one"), ("sql/odd-get.sql", Join("WHERE i.fino = CAST(@what AS int)")));
        (await Hub.Client.GetStringAsync("/api/odd/4001"))
            .ShouldBe("""{"no":4001,"rem":null,"lines":[{"no":1,"what":"bolts"},{"no":2}]}""");
        (await Hub.Client.GetStringAsync("/api/odd/4003")).ShouldBe("""{"no":4003,"rem":null,"lines":[]}""");
        (await Hub.Client.GetAsync("/api/odd/1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await StartAsync(Joined("one"), ("sql/odd-get.sql", Join("")));
        (await Hub.Client.GetAsync("/api/odd/x")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Theory]
    [InlineData("/api/invoices/I-9999")]
    [InlineData("/api/invoices/I-9999/lines")]
    [InlineData("/api/invoices/I-abc")]
    [InlineData("/api/invoices/9999")]
    [InlineData("/api/invoices/I-92233720368547758080")]
    public async Task What_is_not_there_is_a_404(string path) => (await Hub.Client.GetAsync(path)).StatusCode
        .ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task What_is_written_reads_back()
    {
        using var answer = await PostAsync("/api/invoices",
            """{"id": "I-4004", "customerId": "C-1003", "amount": 1.5e2, "date": "2026-02-28"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        (await Hub.Client.GetStringAsync("/api/invoices/I-4004"))
            .ShouldBe("""{"id":"I-4004","customerId":"C-1003","amount":150.00,"date":"2026-02-28","remark":null}""");
        using var remark = await PutAsync("/api/invoices/I-4004/remark", """{"remark": "ä\u0001'"}""");
        remark.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Hub.Client.GetFromJsonAsync<JsonObject>("/api/invoices/I-4004"))!["remark"]!.ToString().ShouldBe("ä\u0001'");
        (await PutAsync("/api/invoices/I-9999/remark", """{"remark": "x"}""")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"id": "I-4001", "customerId": "C", "amount": 1, "date": "2026-01-01"}""", HttpStatusCode.Conflict)]
    [InlineData("""{"id": "I-4005", "customerId": "C", "amount": -1, "date": "2026-01-01"}""",
        HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"id": "I-4005", "customerId": "C", "amount": 1.001, "date": "2026-01-01"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"id": "I-4005", "customerId": "C\u0000", "amount": 1, "date": "2026-01-01"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"id": "I-4005", "amount": 1, "date": "2026-01-01"}""", HttpStatusCode.BadRequest)]
    public async Task What_the_rules_forbid_is_refused_and_nothing_is_done(string body, HttpStatusCode status)
    {
        using var answer = await PostAsync("/api/invoices", body);
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("fiamt");
        (await CountAsync("invoice")).ShouldBe(3);
    }

    [Fact]
    public async Task A_reference_to_nothing_is_a_422_and_a_constraint_has_the_status_the_plan_gives_it()
    {
        (await PayAsync("p-1", "I-9999")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PayAsync("p-1", "I-4001")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var twice = (int)(await PayAsync("p-1", "I-4001")).StatusCode;
        // SQLite does not tell a constraint's name, only its columns.
        twice.ShouldBe(Database.Provider == "sqlite" ? 409 : 410);
    }

    [Theory]
    [InlineData("'; DROP TABLE payment; --")]
    [InlineData("' OR '1'='1")]
    [InlineData("\\'; DELETE FROM invoice; --")]
    [InlineData("@no")]
    [InlineData("$1; $$ ; ${env:FINANCE} {0} %s ?1 :a")]
    [InlineData("\u02bc; \uff07 OR 1=1; /* */")]
    public async Task Whatever_stands_in_a_text_stays_text(string text)
    {
        var escaped = Uri.EscapeDataString(text);
        (await Hub.Client.GetFromJsonAsync<JsonObject>(
            $"/api/odd/{escaped.Replace("%2F", "/", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)}"))!
            ["items"]![0]!["v"]!.ToString().Replace("%2F", "/", StringComparison.Ordinal).ShouldBe(text);
        (await Hub.Client.GetStringAsync($"/api/invoices?customer={escaped}")).ShouldBe("""{"items":[]}""");
        (await Hub.Client.GetAsync($"/api/invoices/I-{escaped}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync("/api/invoices",
            new JsonObject { ["id"] = "I-4006", ["customerId"] = text, ["amount"] = 1, ["date"] = "2026-01-01",
            ["remark"] = text }.ToJsonString()))
            .StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Hub.Client.GetFromJsonAsync<JsonObject>("/api/invoices/I-4006"))!["remark"]!.ToString().ShouldBe(text);
        (await CountAsync("invoice")).ShouldBe(4);
        (await CountAsync("payment")).ShouldBe(0);
    }

    [Fact]
    public async Task An_operation_that_does_not_say_it_writes_cannot()
    {
        await StartAsync(Ledger.OddByDefault, ("sql/odd-get.sql", "WITH x AS (SELECT @what AS v) SELECT v FROM x"));
        (await Hub.Client.GetAsync("/api/odd/x")).StatusCode.ShouldBe(HttpStatusCode.OK);
        if (new ReadingConnection(Database).UndoesReads)
        {
            // No session of this database can be kept from writing: what it wrote is taken back.
            await StartAsync(Ledger.OddByDefault,
                ("sql/odd-get.sql", "SELECT 'v' AS v; WITH x AS (SELECT firem FROM invoice) UPDATE x SET firem = @what"));
            await Hub.Client.GetAsync("/api/odd/x");
            (await Hub.Client.GetStringAsync("/api/invoices/I-4001")).ShouldContain("\"remark\":null");
            return;
        }

        await using var connection = new ReadingConnection(Database).Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE invoice SET firem = 'x'";
        await connection.OpenAsync();
        await Should.ThrowAsync<System.Data.Common.DbException>(() => command.ExecuteNonQueryAsync());
    }

    [Fact]
    public async Task A_read_that_takes_too_long_is_a_504()
    {
        await StartAsync(Ledger.OddByDefault, ("sql/odd-get.sql", Database.Endless));
        (await Hub.Client.GetAsync("/api/odd/x")).StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await Hub.Client.GetAsync("/api/invoices/I-4001")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_write_that_waits_too_long_is_rolled_back_and_says_so()
    {
        await using var other = await Database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await ExecuteAsync(other, transaction, "UPDATE invoice SET firem = 'held' WHERE fino = 4001");

        using var answer = await PutAsync("/api/invoices/I-4001/remark", """{"remark": "x"}""");
        // SQLite says at once who holds the file; the others wait for the row until the time is over.
        answer.StatusCode
            .ShouldBe(Database.Provider == "sqlite" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.GatewayTimeout);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("nothing was done");
        await transaction.RollbackAsync();
        (await Hub.Client.GetFromJsonAsync<JsonObject>("/api/invoices/I-4001"))!["remark"].ShouldBeNull();
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_a_502_and_its_password_is_nowhere()
    {
        await StartAsync(Ledger.OddByDefault, Database.Unreachable);
        foreach (var answer in new[] { await Hub.Client.GetAsync("/api/invoices/I-4001"), await PayAsync("p-2", "I-4001") })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("nothing was sent");
        }

        _log.Lines.ShouldAllBe(l => !l.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_more_connections_are_open_than_the_plan_allows()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 4 == 0
            ? PayAsync($"p-{i}", "I-4001")
            : Hub.Client.GetAsync("/api/invoices/I-4001")));
        answers.ShouldAllBe(a => a.IsSuccessStatusCode);
        (await CountAsync("payment")).ShouldBe(10);
    }

    [Fact]
    public async Task A_statement_that_does_not_fit_the_tables_is_a_502_that_tells_nothing_of_them()
    {
        await StartAsync(
            Ledger.OddByDefault, ("sql/odd-get.sql", "SELECT ficust AS v FROM no_such_table WHERE ficust = @what"),
                ("sql/odd-write.sql", "UPDATE no_such_table SET a = @what"));
        foreach (
            var answer in new[] { await Hub.Client.GetAsync("/api/odd/x"), await PostAsync("/api/odd", """{"what": "x"}""") })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("no_such_table");
        }
    }

    [Fact]
    public async Task A_column_may_tell_of_a_fault()
    {
        await StartAsync("""
              odd-get:
                { query: sql/odd-get.sql, in: { what: text }, out: { many: { V: text } }, fault: { column: RC, text: MSG } }
              odd-write: { query: sql/odd-write.sql, write: true, in: { what: text } }
            ---
              invoices.odd:
                { call: odd-get, in: { what: path.what }, out: { items: { each: rows, v: V } }, faults: { code.E7: 409 } }
              invoices.oddwrite: { call: odd-write, in: { what: body.what } }
            """, ("sql/odd-get.sql", "SELECT 'v' AS v, @what AS rc, 'Period closed.' AS msg"));

        (await Hub.Client.GetAsync("/api/odd/0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var known = await Hub.Client.GetAsync("/api/odd/E7");
        known.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await known.Content.ReadAsStringAsync()).ShouldContain("Period closed.");
        (await Hub.Client.GetAsync("/api/odd/E8")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    protected Task StartAsync(string odd = Ledger.OddByDefault, params (string, string)[] files) =>
        StartAsync(odd, Database.Connection, files: files);

    protected Task StartAsync(bool keepData) => StartAsync(Ledger.OddByDefault, Database.Connection, keepData);

    protected async Task<HttpResponseMessage> PostAsync(string path, string body) => await SendAsync(HttpMethod.Post, path, body);

    private Task StartAsync(string odd, string connection, bool keepData = false, params (string, string)[] files) =>
        RestartAsync(() => StartHubAsync(odd, connection, keepData ? Hub.Data : null, files), keepData);

    private Task<RunningAdapters> StartHubAsync(
        string odd, string connection, global::Hub.Tests.TemporaryFolder? data, params (string, string)[] files) =>
        RunningAdapters.StartAsync(
            Ledger.Bundle(Ledger.System(Database.Provider, odd), [.. Ledger.StatementsOf(Database), .. files]),
            new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = connection }), _log, data, Store);

    private static string Joined(string rows) => $$"""
          odd-get:
            query: sql/odd-get.sql
            in: { what: text }
            out: { {{rows}}: { FINO: bigint, FIREM: text?, LINES: { many: { POS: int, WHAT: text } } } }
          odd-write: { query: sql/odd-write.sql, write: true, in: { what: text } }
        ---
          invoices.odd:
            call: odd-get
            in: { what: path.what }
            out: { {{(rows == "one" ? Row : $"items: {{ each: rows, {Row} }}")}} }
          invoices.oddwrite: { call: odd-write, in: { what: body.what } }
        """;

    private const string Row = "no: FINO, rem: FIREM, lines: { each: LINES, no: POS, what: WHAT }";

    private static string Join(string where) => $"""
        SELECT i.fino, i.firem, l.pos, l.what FROM invoice i LEFT JOIN line l ON l.fino = i.fino AND @what = @what
        {where} ORDER BY i.fino, l.pos
        """;

    private Task<HttpResponseMessage> PayAsync(string key, string invoice) =>
        PostAsync("/api/payments", new JsonObject { ["key"] = key, ["invoice"] = invoice, ["amount"] = 1 }.ToJsonString());

    private Task<HttpResponseMessage> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method,
            path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        return await Hub.Client.SendAsync(request);
    }

    private async Task<long> CountAsync(string table)
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection,
        System.Data.Common.DbTransaction? transaction, string sql)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        await command.ExecuteNonQueryAsync();
    }
}
