using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql;

public sealed class DeletedRecords_on_SQLite : DeletedRecords
{
    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

public sealed class DeletedRecords_on_PostgreSQL : DeletedRecords
{
    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }
}

/// <summary>A system that the plan tells how to delete is told of deletions, of none that it would lose an edit by.</summary>
public abstract class DeletedRecords : WrappedDatabase
{
    private const string Delete = "delete: { call: drop-part, in: { no: { from: key, prefix: \"P-\" } } }";
    private static readonly CancellationToken None = CancellationToken.None;

    private protected override string Tables => """
        CREATE TABLE part (no integer PRIMARY KEY, name varchar(20) NOT NULL, ref varchar(64));
        CREATE TABLE sale (part integer NOT NULL REFERENCES part (no));
        INSERT INTO part VALUES (1, 'bolt', NULL), (2, 'nut', 'new-2'), (3, 'pin', NULL);
        INSERT INTO sale VALUES (3);
        """;

    private IRehearsedTarget Target => (IRehearsedTarget)Hub.Target("adapter:finance", "parts");

    [Fact]
    public async Task A_record_that_is_as_both_sides_agreed_is_deleted_once()
    {
        (await DeleteAsync("P-1", Agreed("bolt"))).ShouldBe((ApplyOutcome.Applied, "P-1", null));
        (await NamesAsync()).ShouldBe("nut pin");
        (await DeleteAsync("P-1", Agreed("bolt"))).ShouldBe((ApplyOutcome.AlreadyApplied, "P-1", null));
    }

    [Fact]
    public async Task A_record_that_was_changed_since_is_left_to_the_comparison()
    {
        (await DeleteAsync("P-1", Agreed("screw"))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await NamesAsync()).ShouldBe("bolt nut pin");
    }

    [Fact]
    public async Task A_record_that_never_came_here_is_dropped_and_one_that_did_is_known_by_its_reference()
    {
        (await DeleteAsync(null, Agreed("nut"), "new-9")).ShouldBe((ApplyOutcome.AlreadyApplied, null, null));
        (await DeleteAsync(null, Agreed("nut"))).ShouldBe((ApplyOutcome.AlreadyApplied, null, null));
        (await NamesAsync()).ShouldBe("bolt nut pin");
        (await DeleteAsync(null, Agreed("nut"), "new-2")).ShouldBe((ApplyOutcome.Applied, "P-2", null));
        (await NamesAsync()).ShouldBe("bolt pin");
    }

    [Fact]
    public async Task What_the_database_refuses_is_refused_and_a_rehearsal_knows_it_before()
    {
        var rehearsed = await Target.RehearseAsync(Deletion(null), "P-3", Agreed("pin"), None);
        rehearsed.Outcome.ShouldBe(ApplyOutcome.Refused);
        (await Target.RehearseAsync(Deletion(null), "P-1", Agreed("bolt"), None)).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await NamesAsync()).ShouldBe("bolt nut pin");
        var (outcome, _, reason) = await DeleteAsync("P-3", Agreed("pin"));
        outcome.ShouldBe(ApplyOutcome.Refused);
        reason!.ShouldStartWith("finance: ");
    }

    [Fact]
    public async Task Without_delete_in_the_plan_a_person_is_told_what_to_do_unless_it_is_gone_already()
    {
        await RestartAsync(() => StartAsync(""));
        (await DeleteAsync("P-1", Agreed("bolt"))).ShouldBe((
            ApplyOutcome.Refused, null,
            "finance: is not told of deletions, as the plan has no 'delete' for it: delete the record there, and replay this"));
        await ExecuteAsync("DELETE FROM part WHERE no = 1");
        (await DeleteAsync("P-1", Agreed("bolt"))).ShouldBe((ApplyOutcome.AlreadyApplied, "P-1", null));
    }

    [Fact]
    public async Task A_conflict_that_a_person_ends_by_deleting_deletes_it()
    {
        (await Target.ReviseAsync("P-1", Agreed("bolt"), None)).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await NamesAsync()).ShouldBe("nut pin");
    }

    private async Task<(ApplyOutcome Outcome, string? Key, string? Reason)> DeleteAsync(
        string? key, RecordComparison comparison, string? reference = null)
    {
        var result = await Target.ApplyAsync(Deletion(reference), key, comparison, None);
        return (result.Outcome, result.Key, result.Reason);
    }

    private static Change Deletion(string? reference) =>
        new("N-1", null, 2, "2", Side.New, ChangeKind.Delete, reference, null);

    private static RecordComparison Agreed(string name) => new((current, _) =>
        current is null ? TargetDecision.Keep
        : current["name"]!.ToString() == name ? new TargetDecision(TargetAct.Delete)
        : new TargetDecision(TargetAct.Check));

    private async Task<string> NamesAsync()
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM part ORDER BY no";
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return string.Join(' ', names);
    }

    private protected override Task<RunningAdapters> StartHubAsync() => StartAsync(Delete);

    private Task<RunningAdapters> StartAsync(string delete) => RunningAdapters.StartAsync(
        RunningAdapters.Bundle(
            ("capabilities/parts.yaml", """
                capability: parts
                owner: parts-team
                zone: outside
                pace: record
                access: anonymous
                sides: { legacy: "adapter:finance" }
                routes: { parts.get: { match: "GET /api/parts/{id}" } }
                """),
            ("systems/finance.yaml", System(Database.Provider, delete)),
            ("sql/get.sql", "SELECT no, name, ref FROM part WHERE no = @no"),
            ("sql/find.sql", "SELECT no, name, ref FROM part WHERE ref = @ref"),
            ("sql/add.sql", """
                INSERT INTO part (no, name, ref) VALUES ((SELECT MAX(no) + 1 FROM part), @name, @ref) RETURNING no
                """),
            ("sql/drop.sql", "DELETE FROM part WHERE no = @no")),
        new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = Database.Connection }));

    private static string System(string provider, string delete) => $$"""
        system: finance
        sql: { provider: {{provider}}, connection: "${env:FINANCE}" }
        limits: { concurrency: 2, timeout: 2s }
        operations:
          get-part: { query: sql/get.sql, in: { no: int }, out: { one: &part { NO: int, NAME: text, REF: text? } } }
          find-part: { query: sql/find.sql, in: { ref: text }, out: { many: *part } }
          add-part: { query: sql/add.sql, write: true, in: { name: text, ref: text? }, out: { one: { NO: int } } }
          drop-part: { query: sql/drop.sql, write: true, in: { no: int } }
        mappings:
          part: { id: { from: NO, prefix: "P-" }, name: NAME, externalReference: REF }
        resources:
          parts.get: { call: get-part, in: { no: { from: path.id, prefix: "P-" } }, out: part }
        entities:
          parts:
            key: id
            externalReference: externalReference
            find: { call: find-part, in: { ref: externalReference }, out: { each: rows, mapping: part } }
            get: { call: get-part, in: { no: { from: key, prefix: "P-" } }, out: part }
            create:
              call: add-part
              in: { name: body.name, ref: externalReference }
              out: { id: { from: NO, prefix: "P-" } }
            {{delete}}
            dryRun: rollback
        """;
}
