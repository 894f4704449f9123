using System.Data.Common;
using System.Net;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;
using Hub.Tests.Servers;
using Npgsql;

namespace Hub.Adapters.Tests.Sql;

/// <summary>A database that neither answers nor hangs up, and hears no cancel: callers are told in time all the same.</summary>
public sealed class OnSilentPostgres : IAsyncLifetime
{
    private const string Slow = "SELECT @what AS v FROM pg_sleep(600)";
    private DbConnection? _past;
    private DbConnection? _holding;
    private TcpDoor? _door;
    private RunningAdapters? _hub;

    [Fact]
    public async Task A_read_is_a_504_and_the_next_one_is_answered()
    {
        // More often than the plan allows connections.
        for (var time = 0; time < 3; time++)
        {
            var asked = _hub!.Client.GetAsync("/api/odd/x");
            await RunsAsync("pg_sleep");
            _door!.FallSilent();
            (await InTimeAsync(asked)).StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
            _door.Speak();
            await AnswersAgainAsync();
            await ExecuteAsync("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()
                """);
        }
    }

    [Fact]
    public async Task A_write_is_a_504_and_is_not_committed_when_its_answer_comes_late()
    {
        await ExecuteAsync("BEGIN; UPDATE invoice SET firem = 'held' WHERE fino = 4001", _holding);
        var asked = RemarkAsync();
        await RunsAsync("SET firem = ");
        _door!.FallSilent();
        using var answer = await InTimeAsync(asked);
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("nothing was done");
        await ExecuteAsync("ROLLBACK", _holding);
        _door.Speak();
        await AnswersAgainAsync();
        (await _hub!.Client.GetStringAsync("/api/invoices/I-4001")).ShouldContain("\"remark\":null");
    }

    [Fact]
    public async Task A_commit_without_an_answer_is_an_unknown_outcome()
    {
        await ExecuteAsync("""
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
            $x$ BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END $x$;
            CREATE CONSTRAINT TRIGGER dawdle AFTER UPDATE ON invoice
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle();
            SELECT pg_advisory_lock(7);
            """);
        var asked = RemarkAsync();
        await RunsAsync("COMMIT");
        _door!.FallSilent();
        using var answer = await InTimeAsync(asked);
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Outcome unknown");
        await ExecuteAsync("SELECT pg_advisory_unlock(7)");
        _door.Speak();
        await AnswersAgainAsync();
    }

    [Fact]
    public async Task A_connection_that_is_never_greeted_is_a_502_and_nothing_was_sent()
    {
        _door!.FallSilent();
        // One after the other: of two places a caller whose requests hang has one.
        foreach (var ask in new[] { () => _hub!.Client.GetAsync("/api/invoices/I-4001"), RemarkAsync })
        {
            using var answer = await InTimeAsync(ask());
            answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway, await answer.Content.ReadAsStringAsync());
            (await answer.Content.ReadAsStringAsync()).ShouldContain("nothing was sent");
        }

        _door.Speak();
        await AnswersAgainAsync();
    }

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        var direct = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        (_past, _holding) = (new NpgsqlConnection(direct), new NpgsqlConnection(direct));
        await _past.OpenAsync();
        await _holding.OpenAsync();
        await ExecuteAsync(Ledger.Tables);
        var builder = new NpgsqlConnectionStringBuilder(direct);
        _door = new TcpDoor(builder.Port);
        builder.Port = _door.Port;
        _hub = await RunningAdapters.StartAsync(
            Ledger.Bundle(
                Ledger.System("postgres").Replace("timeout: 1s", "timeout: 3s", StringComparison.Ordinal),
                [.. Ledger.StatementsOf(new PostgresUnderTest(direct)), ("sql/odd-get.sql", Slow)]),
            new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = builder.ToString() }));
    }

    public async ValueTask DisposeAsync()
    {
        _door?.Dispose();
        if (_hub is not null)
            await _hub.DisposeAsync();
        foreach (var connection in new[] { _past, _holding }.OfType<DbConnection>())
            await connection.DisposeAsync();
    }

    // Ends a hopeless wait: the plan gives three seconds, and a silent database would be waited for without end.
    private static Task<HttpResponseMessage> InTimeAsync(Task<HttpResponseMessage> asked) =>
        asked.WaitAsync(TimeSpan.FromSeconds(60));

    private async Task<HttpResponseMessage> RemarkAsync()
    {
        using var body = new StringContent("""{"remark": "x"}""", Encoding.UTF8, "application/json");
        return await _hub!.Client.PutAsync("/api/invoices/I-4001/remark", body);
    }

    private Task AnswersAgainAsync() => Eventually.HoldsAsync(
        "an answer", async () => (await _hub!.Client.GetAsync("/api/invoices/I-4001")).StatusCode == HttpStatusCode.OK);

    private Task RunsAsync(string statement) => Eventually.HoldsAsync($"{statement} to run", async () =>
    {
        await using var command = _past!.CreateCommand();
        command.CommandText = $"""
            SELECT count(*) FROM pg_stat_activity
            WHERE state = 'active' AND query LIKE '%{statement}%' AND datname = current_database() AND pid <> pg_backend_pid()
            """;
        return (long)(await command.ExecuteScalarAsync())! > 0;
    });

    private async Task ExecuteAsync(string sql, DbConnection? connection = null)
    {
        await using var command = (connection ?? _past!).CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
