using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql;

public sealed class OnPostgres : SqlContract
{
    private const string Everything = """
          odd-get:
            query: sql/odd-get.sql
            in: { what: text }
            out:
              many:
                { N: decimal, I: smallint, D: double, B: boolean, DT: date, TS: timestamp, TU: utc, TZ: timestamptz, BY: bytes,
                  U: uuid, T: text, X: int, Y: int? }
          odd-write: { procedure: register_payment, write: true, in: { p_no: text, p_amount: int }, out: { one: { ID: bigint } } }
        ---
          invoices.odd:
            call: odd-get
            in: { what: path.what }
            out: { items: { each: rows, n: N, i: I, d: D, b: B, dt: DT, ts: TS, tu: TU, tz: TZ, by: BY, u: U, t: T, x: X, y: Y } }
          invoices.oddwrite:
            call: odd-write
            in: { p_no: body.no, p_amount: body.amount }
            out: { id: ID }
            faults: { code.P0001: 409, code.ZZ001: 422 }
        """;

    private StoreOptions? _store;

    [Fact]
    public async Task Every_type_keeps_what_it_holds()
    {
        await StartAsync(Everything, ("sql/odd-get.sql", """
            SELECT 123456789012345678901234567890.1234500::numeric AS n, (-7)::smallint AS i, 0.1::double precision AS d,
              true AS b, date '2026-02-28' AS dt, timestamp '2026-02-28 01:02:03.123456' AS ts,
              timestamp '2026-02-28 01:02:03' AS tu, timestamptz '2026-02-28 01:02:03+02' AS tz, '\xdeadbeef'::bytea AS by,
              '0F8FAD5B-D9CB-469F-A165-70867728950E'::uuid AS u, @what AS t, NULL::int AS x, NULL::int AS y
            """), ("sql/odd-write.sql", "SELECT 1"));
        (await Hub.Client.GetStringAsync("/api/odd/x")).ShouldBe(
            """{"items":[{"n":123456789012345678901234567890.1234500,"i":-7,"d":0.1,"b":true,"dt":"2026-02-28","ts":"""
            + "\"" + """2026-02-28T01:02:03.123456","tu":"2026-02-28T01:02:03Z","tz":"2026-02-27T23:02:03Z","by":"3q2+7w==","""
            + "\"u\":\"" + """0f8fad5b-d9cb-469f-a165-70867728950e","t":"x","y":null}]}""");
    }

    [Fact]
    public async Task What_JSON_has_no_form_for_is_a_text_and_does_not_spoil_the_list()
    {
        await StartAsync(Everything, ("sql/odd-get.sql", """
            SELECT 'NaN'::numeric AS n, 1::smallint AS i, '-Infinity'::double precision AS d, true AS b,
              date '0044-03-15 BC' AS dt,
              timestamp 'infinity' AS ts, timestamp '12345-01-02 03:04:05' AS tu, timestamptz '-infinity' AS tz, ''::bytea AS by,
              '0F8FAD5B-D9CB-469F-A165-70867728950E'::uuid AS u, @what AS t, 1 AS x, 2 AS y
            """), ("sql/odd-write.sql", "SELECT 1"));
        (await Hub.Client.GetStringAsync("/api/odd/x")).ShouldBe(
            """{"items":[{"n":"NaN","i":1,"d":"-INF","b":true,"dt":"0044-03-15 BC","ts":"infinity","""
            + "\"" + """tu":"12345-01-02 03:04:05","tz":"-infinity","""
            + "\"" + """by":"","u":"0f8fad5b-d9cb-469f-a165-70867728950e","t":"x","x":1,"y":2}]}""");
    }

    [Fact]
    public async Task Columns_of_a_query_that_differ_in_case_only_each_have_their_own_value()
    {
        await StartAsync("""
              odd-get: { query: sql/odd-get.sql, in: { what: text }, out: { many: { name: text, Name: text, OTHER: text } } }
              odd-write: { query: sql/odd-write.sql, write: true, in: { what: text } }
            ---
              invoices.odd: { call: odd-get, in: { what: path.what }, out: { same: true } }
              invoices.oddwrite: { call: odd-write, in: { what: body.what } }
            """, ("sql/odd-get.sql", """SELECT 'upper' AS "Name", 'lower' AS name, @what AS other"""));
        (await Hub.Client.GetStringAsync("/api/odd/x")).ShouldBe("""{"rows":[{"name":"lower","Name":"upper","OTHER":"x"}]}""");
    }

    [Fact]
    public async Task The_last_day_of_the_calendar_is_no_infinity_and_long_numbers_are_written()
    {
        await ExecuteAsync("CREATE TABLE until (id int PRIMARY KEY, day date, moment timestamp, amount numeric)");
        await StartAsync("""
              odd-get: { query: sql/odd-get.sql, in: { what: text }, out: { many: { V: text } } }
              odd-write: { query: sql/odd-write.sql, write: true, in: { day: date, moment: timestamp, amount: decimal } }
            ---
              invoices.odd: { call: odd-get, in: { what: path.what }, out: { items: { each: rows, v: V } } }
              invoices.oddwrite: { call: odd-write, in: { day: body.day, moment: body.moment, amount: body.amount } }
            """,
            ("sql/odd-get.sql", "SELECT concat_ws(' ', day, moment, amount, @what::text) AS v FROM until"),
            ("sql/odd-write.sql", "INSERT INTO until VALUES (1, @day, @moment, @amount)"));
        using var written = await PostAsync(
            "/api/odd",
                """{"day": "9999-12-31", "moment": "0001-01-01T00:00:00", "amount": 123456789012345678901234567890.12345}""");
        written.StatusCode.ShouldBe(HttpStatusCode.NoContent, await written.Content.ReadAsStringAsync());
        (await Hub.Client.GetStringAsync("/api/odd/x"))
            .ShouldContain("9999-12-31 0001-01-01 00:00:00 123456789012345678901234567890.12345 x");
    }

    [Fact]
    public async Task A_procedure_is_called_by_its_parameters_and_its_words_are_for_people()
    {
        await ExecuteAsync("""
            CREATE FUNCTION register_payment(p_amount int, p_no text) RETURNS TABLE (id bigint) LANGUAGE plpgsql AS $$
            BEGIN
              IF p_amount = 1 THEN RAISE EXCEPTION 'The period is closed.'; END IF;
              IF p_amount = 2 THEN RAISE EXCEPTION 'Too early.' USING ERRCODE = 'ZZ001'; END IF;
              INSERT INTO payment VALUES (p_no, 4001, p_amount);
              RETURN QUERY SELECT 17::bigint;
            END $$
            """);
        await StartAsync(Everything, ("sql/odd-get.sql", "SELECT @what AS t"));

        using var good = await PostAsync("/api/odd", """{"no": "p'1", "amount": 5}""");
        (await good.Content.ReadAsStringAsync()).ShouldBe("""{"id":17}""");
        using var closed = await PostAsync("/api/odd", """{"no": "p-2", "amount": 1}""");
        closed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await closed.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.ToString().ShouldBe("The period is closed.");
        (await PostAsync("/api/odd", """{"no": "p-2", "amount": 2}""")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync("/api/odd", """{"no": "p'1", "amount": 5}""")).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Procedures_and_functions_have_outputs_and_a_value()
    {
        await ExecuteAsync("""
            CREATE FUNCTION shown(what text, OUT n int, OUT s numeric, OUT "order" text) LANGUAGE sql AS
            $$ SELECT length(what), 12.50, NULL::text $$;
            CREATE PROCEDURE close_month(IN what text, INOUT seen int, OUT closed int) LANGUAGE plpgsql AS $$
            BEGIN UPDATE invoice SET firem = what; GET DIAGNOSTICS closed = ROW_COUNT; seen := seen + 1; END $$;
            CREATE FUNCTION twice(what text) RETURNS text LANGUAGE sql AS $$ SELECT what || what $$;
            """);
        await StartAsync("""
              odd-get: { function: shown, in: { what: text }, output: { n: int, s: decimal, order: text? } }
              odd-write:
                { procedure: public.close_month, write: true, in: { what: text }, inOut: { seen: int }, output: { closed: int } }
            ---
              invoices.odd: { call: odd-get, in: { what: path.what }, out: { same: true } }
              invoices.oddwrite: { call: odd-write, in: { what: body.what, seen: body.seen }, out: { same: true } }
            """, ("sql/odd-get.sql", "SELECT 1"), ("sql/odd-write.sql", "SELECT 1"));
        (await Hub.Client.GetStringAsync("/api/odd/abc")).ShouldBe("""{"n":3,"s":12.50,"order":null}""");
        using var closed = await PostAsync("/api/odd", """{"what": "it's closed", "seen": 4}""");
        (await closed.Content.ReadAsStringAsync()).ShouldBe("""{"seen":5,"closed":3}""");
        (await Hub.Client.GetStringAsync("/api/invoices/I-4001")).ShouldContain("it's closed");

        await StartAsync("""
              odd-get: { function: twice, in: { what: text }, returns: text }
              odd-write: { query: sql/odd-write.sql, write: true, in: { what: text } }
            ---
              invoices.odd: { call: odd-get, in: { what: path.what }, out: { value: returns } }
              invoices.oddwrite: { call: odd-write, in: { what: body.what } }
            """);
        (await Hub.Client.GetStringAsync("/api/odd/a'b")).ShouldBe("""{"value":"a'ba'b"}""");
    }

    [Theory]
    [InlineData("SETOF refcursor", "RETURN NEXT a; RETURN NEXT b;")]
    [InlineData("record", "", ", OUT a refcursor, OUT b refcursor")]
    public async Task Cursors_that_a_function_gives_are_its_results(string returns, string gives, string outputs = "")
    {
        await ExecuteAsync($"""
            CREATE FUNCTION with_lines(no int{outputs}) RETURNS {returns} LANGUAGE plpgsql STABLE AS $$
            DECLARE {(outputs.Length > 0 ? "" : """a refcursor := 'the "first"'; b refcursor;""")}
            BEGIN
              OPEN a FOR SELECT fino, firem FROM invoice WHERE fino = no;
              OPEN b FOR SELECT pos, what FROM line WHERE fino = no ORDER BY pos;
              {gives}
            END $$;
            """);
        await StartAsync("""
              odd-get:
                function: with_lines
                cursors: true
                in: { no: int }
                out: { one: { FINO: int, FIREM: text? }, lines: { many: { POS: int, WHAT: text? } } }
              odd-write: { query: sql/odd-write.sql, write: true, in: { what: text } }
            ---
              invoices.odd: { call: odd-get, in: { no: path.what }, out: { same: true } }
              invoices.oddwrite: { call: odd-write, in: { what: body.what } }
            """);
        (await Hub.Client.GetStringAsync("/api/odd/4001")).ShouldBe(
            """{"FINO":4001,"FIREM":null,"lines":[{"POS":1,"WHAT":"bolts"},{"POS":2,"WHAT":null}]}""");
        (await Hub.Client.GetStringAsync("/api/odd/4002")).ShouldBe("""{"FINO":4002,"FIREM":"paid in cash","lines":[]}""");
        (await Hub.Client.GetAsync("/api/odd/1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_cursor_of_a_function_that_writes_is_read_before_it_is_committed()
    {
        await ExecuteAsync("""
            CREATE FUNCTION remark(what text) RETURNS refcursor LANGUAGE plpgsql AS $$
            DECLARE c refcursor;
            BEGIN
              IF what = '' THEN RETURN NULL; END IF;
              UPDATE invoice SET firem = what WHERE fino < 4003;
              OPEN c FOR SELECT fino FROM invoice WHERE firem = what ORDER BY fino;
              RETURN c;
            END $$;
            """);
        await StartAsync("""
              odd-get: { query: sql/odd-get.sql, in: { what: text }, out: { many: { V: text } } }
              odd-write: { function: remark, write: true, cursors: true, in: { what: text }, out: { many: { FINO: int } } }
            ---
              invoices.odd: { call: odd-get, in: { what: path.what }, out: { items: { each: rows, v: V } } }
              invoices.oddwrite: { call: odd-write, in: { what: body.what }, out: { same: true } }
            """);
        using var answer = await PostAsync("/api/odd", """{"what": "it's done"}""");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"rows":[{"FINO":4001},{"FINO":4002}]}""");
        (await Hub.Client.GetStringAsync("/api/invoices/I-4001")).ShouldContain("it's done");
        // What gives no cursor is not what the plan declares, and is taken back.
        (await PostAsync("/api/odd", """{"what": ""}""")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task A_conflict_of_a_write_that_says_it_is_idempotent_is_tried_again(string state)
    {
        await ExecuteAsync($$"""
            CREATE SEQUENCE attempts;
            CREATE FUNCTION attempt() RETURNS text LANGUAGE plpgsql AS $x$
            BEGIN
              IF nextval('attempts') % 3 <> 0 THEN RAISE EXCEPTION 'again' USING ERRCODE = '{{state}}'; END IF;
              RETURN 'done';
            END $x$
            """);
        await StartAsync(
            Ledger.OddByDefault.Replace("write: true", "write: true, idempotent: true", StringComparison.Ordinal),
            ("sql/odd-write.sql", "UPDATE invoice SET firem = attempt() || @what WHERE fino = 4001"));

        (await PostAsync("/api/odd", """{"what": "x"}""")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Hub.Client.GetStringAsync("/api/invoices/I-4001")).ShouldContain("donex");
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task A_conflict_is_a_503_for_a_write_that_may_be_sent_again(string state)
    {
        // A sequence is what a transaction rolled back leaves behind.
        await ExecuteAsync($$"""
            CREATE SEQUENCE attempts;
            CREATE FUNCTION attempt() RETURNS text LANGUAGE plpgsql AS $x$
            BEGIN
              IF nextval('attempts') % 3 <> 0 THEN RAISE EXCEPTION 'again' USING ERRCODE = '{{state}}'; END IF;
              RETURN 'done';
            END $x$
            """);
        await StartAsync(Ledger.OddByDefault, ("sql/odd-write.sql", "UPDATE invoice SET firem = attempt() || @what"));

        using var answer = await PostAsync("/api/odd", """{"what": "x"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
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
