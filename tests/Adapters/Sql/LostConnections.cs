using System.Net;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests.Servers;
using Npgsql;

namespace Hub.Adapters.Tests.Sql;

/// <summary>A server that has closed the hub's pooled connections, or breaks them off at a bad moment.</summary>
public sealed class LostConnections : IAsyncLifetime
{
    private PostgresServer? _own;
    private string _direct = "";
    private RunningAdapters? _hub;

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _direct = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (_own is not null)
            await _own.DisposeAsync();
    }

    [Fact]
    public async Task A_read_on_a_connection_that_the_server_has_closed_is_answered_by_a_fresh_one()
    {
        await FillPoolsAsync();
        await TerminateAsync();
        (await ReadAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task So_is_a_write_of_which_nothing_was_executed_and_it_is_done_once()
    {
        await FillPoolsAsync();
        await TerminateAsync();
        using var added = await PostAsync("/api/invoices",
            """{"id": "I-4004", "customerId": "C-1", "amount": 1, "date": "2026-02-28"}""");
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        (await ScalarAsync("SELECT count(*) FROM invoice WHERE fino = 4004")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_restart_of_the_server_costs_no_request_behind_it()
    {
        _own = await PostgresServer.StartAsync();
        _direct = await _own.CreateDatabaseAsync();
        await _hub!.DisposeAsync();
        await StartAsync();
        await FillPoolsAsync();
        await _own.StopAsync();
        using (var away = await ReadAsync())
        {
            away.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            away.Headers.RetryAfter.ShouldNotBeNull();
        }

        await _own.RestartAsync();
        // More than there are connections, so that each of them is taken.
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? ReadAsync() : RemarkAsync())))
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_commit_is_a_503_and_nothing_was_done()
    {
        await StartAsync("UPDATE invoice SET firem = @what; SELECT pg_terminate_backend(pg_backend_pid())");
        using var answer = await PostAsync("/api/odd", """{"what": "x"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("nothing was done");
        (await ScalarAsync("SELECT count(*) FROM invoice WHERE firem = 'x'")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_write_that_may_have_been_executed_is_not_tried_again()
    {
        await ExecuteAsync("CREATE SEQUENCE runs");
        await StartAsync("UPDATE invoice SET firem = @what || nextval('runs'); SELECT pg_terminate_backend(pg_backend_pid())");
        using var answer = await PostAsync("/api/odd", """{"what": "x"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        // Once for each row.
        (await ScalarAsync("SELECT last_value FROM runs")).ShouldBe(3L);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_commit_leaves_the_outcome_unknown()
    {
        await ExecuteAsync("""
            CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
            $x$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $x$;
            CREATE CONSTRAINT TRIGGER lose AFTER UPDATE ON invoice
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lose();
            """);
        using var answer = await RemarkAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Outcome unknown");
    }

    [Fact]
    public async Task A_procedure_whose_connection_breaks_has_done_nothing_since_it_cannot_commit_here()
    {
        await ExecuteAsync("""
            CREATE PROCEDURE odd_write(what text) LANGUAGE plpgsql AS
            $x$ BEGIN UPDATE invoice SET firem = what; PERFORM pg_terminate_backend(pg_backend_pid()); END $x$
            """);
        await StartAsync(odd: Ledger.OddByDefault
            .Replace("query: sql/odd-write.sql", "procedure: odd_write", StringComparison.Ordinal));
        using var answer = await PostAsync("/api/odd", """{"what": "x"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ScalarAsync("SELECT count(*) FROM invoice WHERE firem = 'x'")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_read_that_ends_its_own_session_is_tried_once_more_and_no_oftener()
    {
        await StartAsync(odd: Ledger.OddByDefault,
            read: "SELECT @what AS v FROM (SELECT pg_terminate_backend(pg_backend_pid())) AS t");
        (await _hub!.Client.GetAsync("/api/odd/x")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await ReadAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task StartAsync(string? write = null, string odd = Ledger.OddByDefault, string? read = null)
    {
        if (_hub is null || _own is not null)
            await ExecuteAsync(Ledger.Tables);
        if (_hub is not null)
            await _hub.DisposeAsync();
        var files = new List<(string, string)>(Ledger.StatementsOf(new PostgresUnderTest(_direct)));
        if (write is not null)
            files.Add(("sql/odd-write.sql", write));
        if (read is not null)
            files.Add(("sql/odd-get.sql", read));
        _hub = await RunningAdapters.StartAsync(
            Ledger.Bundle(Ledger.System("postgres", odd).Replace("timeout: 1s", "timeout: 10s", StringComparison.Ordinal),
                [.. files]),
            new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = _direct }));
    }

    // As many of both kinds as the plan allows.
    private async Task FillPoolsAsync()
    {
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? ReadAsync() : RemarkAsync())))
            answer.EnsureSuccessStatusCode();
    }

    private Task TerminateAsync() => ExecuteAsync("""
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        """);

    private Task<HttpResponseMessage> ReadAsync() => _hub!.Client.GetAsync("/api/invoices/I-4001");

    private Task<HttpResponseMessage> RemarkAsync() =>
        SendAsync(HttpMethod.Put, "/api/invoices/I-4001/remark", """{"remark": "x"}""");

    private Task<HttpResponseMessage> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method,
            path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await _hub!.Client.SendAsync(request);
    }

    private Task ExecuteAsync(string sql) => ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        // Of no pool: the one before may have been ended too.
        await using var connection = new NpgsqlConnection($"{_direct};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
