using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql;

public sealed class TriedWrites_on_SQLite : TriedWrites
{
    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

public sealed class TriedWrites_on_PostgreSQL : TriedWrites
{
    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }
}

/// <summary>A write that asks for a dry run (<c>Prefer: dry-run</c>) is tried by the database, and leaves nothing.</summary>
public abstract class TriedWrites : WrappedDatabase
{
    private const string Rollback = "dryRun: rollback";
    private const string Check = "dryRun: { call: check-part, in: { name: body.name }, faults: { code.P1: 422 } }";

    private protected override string Tables => """
        CREATE TABLE part (no integer PRIMARY KEY, name varchar(20) NOT NULL CONSTRAINT part_name UNIQUE);
        INSERT INTO part VALUES (1, 'bolt');
        """;

    private protected override Task<RunningAdapters> StartHubAsync() => StartAsync(Rollback);

    [Fact]
    public async Task What_the_write_would_answer_is_answered_and_nothing_is_left_of_it()
    {
        (await SendAsync("nut", isTried: true)).ShouldBe((HttpStatusCode.Created, "dry-run", "P-2"));
        (await SendAsync("nut", isTried: true)).ShouldBe((HttpStatusCode.Created, "dry-run", "P-2"));
        (await NamesAsync()).ShouldBe("bolt");
        (await SendAsync("nut", isTried: false)).ShouldBe((HttpStatusCode.Created, "", "P-2"));
        (await NamesAsync()).ShouldBe("bolt nut");
        (await SendAsync("nut", isTried: true)).Status.ShouldBe((await SendAsync("nut", isTried: false)).Status);
    }

    [Fact]
    public async Task An_operation_that_only_checks_tells_whether_the_write_would_be_taken_and_no_more()
    {
        await RestartAsync(() => StartAsync(Check));
        (await SendAsync("nut", isTried: true)).ShouldBe((HttpStatusCode.NoContent, "dry-run", null));
        (await SendAsync("forbidden", isTried: true)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await SendAsync(null, isTried: true)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await NamesAsync()).ShouldBe("bolt");
    }

    [Theory]
    [InlineData(Rollback)]
    [InlineData(Check)]
    public async Task What_the_write_refuses_before_it_is_made_the_trial_refuses_too(string dryRun)
    {
        await RestartAsync(() => StartAsync(dryRun));
        const string unknown = """{ "name": "nut", "colour": "red" }""";
        (await SendTextAsync(unknown, isTried: false)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await SendTextAsync(unknown, isTried: true)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await NamesAsync()).ShouldBe("bolt");
    }

    [Theory]
    [InlineData("", "'dryRun: both' of route 'parts.add' has adapter:finance try its writes")]
    [InlineData("dryRun: commit", "'dryRun' is an operation that only checks")]
    [InlineData("dryRun: { call: chek-part }", "did you mean 'check-part'?")]
    public void What_the_plan_lacks_for_it_is_told_with_its_line(string dryRun, string told)
    {
        var errors = new PlanErrors();
        Hub.Service<PlanLoader>().Load(Bundle(dryRun), References, errors).ShouldBeNull();
        errors.Select(e => e.ToString()).ShouldContain(e => e.Contains(told, StringComparison.Ordinal));
    }

    private Task<(HttpStatusCode Status, string Applied, string? Id)> SendAsync(string? name, bool isTried) =>
        SendTextAsync(JsonSerializer.Serialize(new { name }), isTried);

    private async Task<(HttpStatusCode Status, string Applied, string? Id)> SendTextAsync(string body, bool isTried)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/parts")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (isTried)
            request.Headers.Add("Prefer", "dry-run");
        using var answer = await Hub.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (
            answer.StatusCode,
            answer.IsSuccessStatusCode && answer.Headers.TryGetValues("Preference-Applied", out var applied)
                ? string.Join(',', applied) : "",
            answer.StatusCode == HttpStatusCode.Created
                ? JsonElement.Parse(Encoding.UTF8.GetBytes(text)).GetProperty("id").GetString() : null);
    }

    private async Task<string> NamesAsync()
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM part ORDER BY name";
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return string.Join(' ', names);
    }

    private PlanReferences References => new(new Dictionary<string, string> { ["FINANCE"] = Database.Connection });

    private Task<RunningAdapters> StartAsync(string dryRun) => RunningAdapters.StartAsync(Bundle(dryRun), References);

    private PlanBundle Bundle(string dryRun) => RunningAdapters.Bundle(
        ("capabilities/parts.yaml", """
            capability: parts
            owner: parts-team
            zone: outside
            pace: record
            access: anonymous
            sides: { legacy: "adapter:finance", new: "http://parts:8080" }
            routes: { parts.add: { match: POST /api/parts, dryRun: both } }
            """),
        ("systems/finance.yaml", $$"""
            system: finance
            sql: { provider: {{Database.Provider}}, connection: "${env:FINANCE}" }
            limits: { concurrency: 2, timeout: 2s }
            operations:
              add-part: { query: sql/add.sql, write: true, in: { name: text }, out: { one: { NO: int } } }
              check-part:
                query: sql/check.sql
                in: { name: text }
                out: { one: { FAULT: text?, WORDS: text? } }
                fault: { column: FAULT, text: WORDS }
            resources:
              parts.add:
                call: add-part
                in: { name: body.name }
                out: { id: { from: NO, prefix: "P-" } }
                status: 201
                idempotent: true
                {{dryRun}}
            """),
        ("sql/add.sql", "INSERT INTO part (no, name) VALUES ((SELECT MAX(no) + 1 FROM part), @name) RETURNING no"),
        ("sql/check.sql", """
            SELECT CASE WHEN @name = 'forbidden' THEN 'P1' END AS fault,
                CASE WHEN @name = 'forbidden' THEN 'nobody may have that' END AS words
            """));
}
