using System.Net;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Importing;
using Hub.Tests.Servers;
using Npgsql;

namespace Hub.Adapters.Tests.Importing;

/// <summary>Functions and procedures as people write them in PostgreSQL: what is proposed for them answers rightly.</summary>
public sealed class ImportingRoutines(ImportedRoutines imported) : IClassFixture<ImportedRoutines>, IAsyncLifetime
{
    public const string Schema = """
        CREATE TYPE rating AS ENUM ('G', 'PG-13');
        CREATE TABLE film (film_id int PRIMARY KEY, title text NOT NULL, length int);
        INSERT INTO film VALUES (1, 'One', NULL), (2, 'Two', 90);
        CREATE FUNCTION report(lowest int, most numeric DEFAULT 1.5, words text DEFAULT 'none',
            OUT n int, OUT total numeric, OUT said text)
          LANGUAGE sql STABLE AS 'SELECT lowest, most * 2, words';
        CREATE FUNCTION after_out(OUT n int, a int, b int DEFAULT 5) LANGUAGE sql STABLE AS 'SELECT a + b';
        CREATE FUNCTION careful(a int DEFAULT 7) RETURNS int LANGUAGE sql STABLE STRICT AS 'SELECT a';
        CREATE PROCEDURE bump(INOUT n int, IN by int DEFAULT 3) LANGUAGE plpgsql AS $$ BEGIN n := n + by; END $$;
        CREATE PROCEDURE bump_all(IN by int, INOUT n int DEFAULT 5) LANGUAGE plpgsql AS $$ BEGIN n := n + by; END $$;
        CREATE FUNCTION document(j jsonb, i interval, r rating, x xml) RETURNS text LANGUAGE sql STABLE AS
          $$ SELECT concat_ws(' ', j, i, r, x::text) $$;
        CREATE FUNCTION "order"(a int) RETURNS int LANGUAGE sql STABLE AS 'SELECT a';
        CREATE FUNCTION "user"(a int) RETURNS int LANGUAGE sql STABLE AS 'SELECT a';
        CREATE FUNCTION "limit"(a int) RETURNS TABLE (n int) LANGUAGE sql STABLE AS 'SELECT a';
        CREATE FUNCTION added(a int, INOUT b int) LANGUAGE sql STABLE AS 'SELECT a + b';
        CREATE FUNCTION names(prefix text) RETURNS SETOF text LANGUAGE sql STABLE AS
          'SELECT prefix || g FROM generate_series(1, 2) g';
        CREATE FUNCTION lists() RETURNS SETOF text[] LANGUAGE sql STABLE AS $$ SELECT ARRAY['a'] $$;
        CREATE FUNCTION one_film(p_id int) RETURNS film LANGUAGE sql STABLE AS 'SELECT * FROM film WHERE film_id = p_id';
        CREATE TABLE visit (at date, "same" int, "from" text, PRIMARY KEY (at, "same", "from"));
        INSERT INTO visit VALUES ('2026-01-05', 1, 'x');
        CREATE FUNCTION visits(at date, "from" text) RETURNS bigint LANGUAGE sql STABLE AS
          'SELECT count(*) FROM visit v WHERE v.at = $1 AND v.from = $2';
        CREATE PROCEDURE refuse() LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'The period is closed.'; END $$;
        CREATE FUNCTION cursors() RETURNS SETOF refcursor LANGUAGE plpgsql AS 'BEGIN RETURN; END';
        CREATE PROCEDURE cursor_of(INOUT c refcursor) LANGUAGE plpgsql AS 'BEGIN NULL; END';
        """;

    public ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("report?lowest=4", """{"n":4,"total":3.0,"said":"none"}""")]
    [InlineData("report?lowest=4&most=2&words=it%27s", """{"n":4,"total":4,"said":"it's"}""")]
    [InlineData("after-out?a=1", """{"n":6}""")]
    [InlineData("after-out?a=1&b=1", """{"n":2}""")]
    [InlineData("careful", """{"returns":7}""")]
    [InlineData("document?j=%7B%22a%22:1%7D&i=1+day&r=PG-13&x=%3Ca/%3E", """{"returns":"{\"a\": 1} P1D PG-13 <a/>"}""")]
    [InlineData("order?a=1", """{"returns":1}""")]
    [InlineData("user?a=1", """{"returns":1}""")]
    [InlineData("limit?a=1", """{"rows":[{"n":1}]}""")]
    [InlineData("added?a=1&b=2", """{"b":3}""")]
    [InlineData("names?prefix=x", """{"rows":[{"names":"x1"},{"names":"x2"}]}""")]
    [InlineData("one-film?pId=1", """{"film_id":1,"title":"One","length":null}""")]
    public async Task A_function_that_reads_answers_as_it_would_in_a_query(string path, string answer) =>
        (await imported.Hub.Client.GetStringAsync($"/api/parts/{path}")).ShouldBe(answer);

    [Theory]
    [InlineData("visit/2026-01-05/1/x", """{"at":"2026-01-05","same":1,"from":"x",""")]
    [InlineData("visit?at=2026-01-05&same=1&from=x", """{"items":[{"at":"2026-01-05","same":1,"from":"x"}]}""")]
    [InlineData("visit?at=2026-01-06", """{"items":[]}""")]
    [InlineData("visits?at=2026-01-05&from=x", """{"returns":1}""")]
    public async Task Names_that_are_words_of_a_plan_stay_names(string path, string answer) =>
        (await imported.Hub.Client.GetStringAsync($"/api/parts/{path}")).ShouldStartWith(answer);

    [Fact]
    public async Task What_a_procedure_refuses_is_told_once_the_proposed_line_is_taken()
    {
        imported.Folder.Edit("systems/parts.yaml", "# faults: { code.P0001: 422 }", "faults: { code.P0001: 422 }");
        await using var hub = await imported.RunAsync();
        using var answer = await hub.Client.PostAsync("/api/parts/refuse", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The period is closed.");
    }

    [Theory]
    [InlineData("after-out", HttpStatusCode.BadRequest)]
    [InlineData("one-film?pId=99", HttpStatusCode.NotFound)]
    [InlineData("document?j=%7B&i=1+day&r=G&x=a", HttpStatusCode.UnprocessableEntity)]
    [InlineData("document?j=1&i=1+day&r=none&x=a", HttpStatusCode.UnprocessableEntity)]
    public async Task What_it_cannot_answer_is_told(string path, HttpStatusCode status) =>
        (await imported.Hub.Client.GetAsync($"/api/parts/{path}")).StatusCode.ShouldBe(status);

    [Theory]
    [InlineData("bump", """{"n": 1}""", """{"n":4}""")]
    [InlineData("bump", """{"n": 1, "by": 10}""", """{"n":11}""")]
    [InlineData("bump", """{"n": 1, "by": null}""", "{}")]
    [InlineData("bump-all", """{"by": 1}""", """{"n":6}""")]
    [InlineData("bump-all", """{"by": 1, "n": 1}""", """{"n":2}""")]
    public async Task A_procedure_takes_its_own_defaults_for_what_is_left_out(string name, string body, string expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await imported.Hub.Client.PostAsync($"/api/parts/{name}", content);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(expected);
    }

    [Fact]
    public void What_cannot_be_proposed_says_why()
    {
        var skipped = imported.Report.Notes.Where(n => n.Kind == ImportNoteKind.Skipped)
            .ToDictionary(n => n.About, n => n.Text, StringComparer.Ordinal);
        skipped.Keys.ShouldBe(["public.lists", "public.cursors", "public.cursor_of"], ignoreOrder: true);
        skipped["public.lists"].ShouldContain("text[]");
        skipped["public.cursors"].ShouldContain("cursors: true");
    }
}

/// <summary>One import, and one hub, for all of them.</summary>
public sealed class ImportedRoutines : IAsyncLifetime
{
    private string _connection = "";
    private ImportReport? _report;
    private RunningAdapters? _hub;

    internal ImportFolder Folder { get; } = new();

    internal ImportReport Report => _report!;

    internal RunningAdapters Hub => _hub!;

    public async ValueTask InitializeAsync()
    {
        if (!PostgresServer.IsAvailable)
            return;
        _connection = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(ImportingRoutines.Schema, connection);
        await command.ExecuteNonQueryAsync();
        _report = await Folder.SqlAsync("postgres", _connection);
        _hub = await RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        Folder.Dispose();
    }

    internal Task<RunningAdapters> RunAsync() => Folder.RunAsync(("PARTS_DB", _connection));
}
