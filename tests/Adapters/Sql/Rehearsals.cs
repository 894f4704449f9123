using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql;

public sealed class Rehearsals_on_SQLite : Rehearsals
{
    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

public sealed class Rehearsals_on_PostgreSQL : Rehearsals
{
    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }
}

/// <summary>A database is asked what it would do with a change where the plan says so, and nothing of it is left.</summary>
public abstract class Rehearsals : WrappedDatabase
{
    private static readonly CancellationToken None = CancellationToken.None;

    private protected override string Tables => """
        CREATE TABLE plant (no varchar(10) PRIMARY KEY);
        CREATE TABLE part (
            no integer PRIMARY KEY, ean varchar(20) CONSTRAINT part_ean UNIQUE, plant varchar(10) NOT NULL REFERENCES plant (no),
            name varchar(80) NOT NULL CONSTRAINT part_name CHECK (length(name) <= 20), status varchar(1) NOT NULL,
            ref varchar(64));
        INSERT INTO plant VALUES ('B1');
        INSERT INTO part VALUES (1, '4001', 'B1', 'bolt', 'A', NULL), (2, '4002', 'B1', 'nut', 'A', 'new-2');
        """;

    private protected override Task<RunningAdapters> StartHubAsync() => StartAsync("dryRun: rollback");

    [Theory]
    [InlineData("name", "'a name that is too long for it'", "a value is not one that the system allows")]
    [InlineData("ean", "'4002'", "a record with the same key exists already")]
    [InlineData("plant", "'B9'", "it refers to a record that does not exist")]
    [InlineData("plant", "null", "a value is missing that must be there")]
    [InlineData("status", "'lost'", "its value is not one of active, gone")]
    public async Task What_breaks_a_rule_of_the_table_is_told_by_the_database_itself(string field, string value, string reason)
    {
        foreach (var (key, reference) in new (string?, string)[] { (null, "new-9"), ("P-1", "new-1") })
        {
            var content = Part("P-1");
            content[field] = JsonNode.Parse(value.Replace('\'', '"'));
            var result = await RehearseAsync(content, key, reference);
            result.Outcome.ShouldBe(ApplyOutcome.Refused, $"{field} {key}");
            var told = result.Faults.Count > 0 ? result.Faults[0].Reason : result.Reason!;
            told.ToLowerInvariant().ShouldContain(reason);
            if (result.Faults.Count > 0)
                result.Faults[0].Field.ShouldBe(field);
        }
    }

    [Fact]
    public async Task A_record_that_it_would_take_is_tried_and_taken_back()
    {
        (await RehearseAsync(Part("P-9"), null, "new-9")).Outcome.ShouldBe(ApplyOutcome.Applied);
        var changed = Part("P-1");
        changed["name"] = "bolt, long";
        (await RehearseAsync(changed, "P-1", "new-1")).Outcome.ShouldBe(ApplyOutcome.Applied);
        // A rehearsal leaves nothing behind that keeps the real one from being made.
        (await ((IComparingTarget)Target).ApplyAsync(Of(changed, "new-1"), "P-1", Save(changed), None))
            .Outcome.ShouldBe(ApplyOutcome.Applied);
    }

    [Fact]
    public async Task A_record_that_is_there_by_its_reference_is_compared_and_not_made_again() =>
        (await RehearseAsync(Part("P-2", "nut", "4002"), null, "new-2")).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);

    [Fact]
    public async Task Without_a_dry_run_the_database_is_not_asked_and_only_the_plan_s_own_types_tell()
    {
        await RestartAsync(() => StartAsync(""));
        var content = Part("P-9");
        content["ean"] = "4002";
        (await RehearseAsync(content, null, "new-9")).Outcome.ShouldBe(ApplyOutcome.Applied);
        content["status"] = "lost";
        (await RehearseAsync(content, null, "new-9")).Faults.ShouldHaveSingleItem().Field.ShouldBe("status");
    }

    [Fact]
    public async Task An_operation_that_only_checks_is_asked_in_its_stead()
    {
        await RestartAsync(() => StartAsync(
            "dryRun: { call: check-part, in: { name: body.name }, faults: { code.P1: 422 } }"));
        var content = Part("P-9");
        (await RehearseAsync(content, null, "new-9")).Outcome.ShouldBe(ApplyOutcome.Applied);
        content["name"] = "forbidden";
        (await RehearseAsync(content, null, "new-9")).Reason.ShouldBe("finance: nobody may have that");
    }

    private IRehearsedTarget Target => (IRehearsedTarget)Hub.Target("adapter:finance", "parts");

    private async Task<ApplyResult> RehearseAsync(JsonObject content, string? key, string reference)
    {
        var before = await RowsAsync();
        var result = await Target.RehearseAsync(Of(content, reference), key, Save(content), None);
        (await RowsAsync()).ShouldBe(before);
        return result;
    }

    private static Change Of(JsonObject content, string reference) =>
        new("N-1", null, 1, "1", Side.New, ChangeKind.Upsert, reference, content);

    private static RecordComparison Save(JsonObject content) => new((_, _) => new TargetDecision(TargetAct.Save, content));

    private static JsonObject Part(string id, string name = "screw", string? ean = null) => new()
    {
        ["id"] = id, ["ean"] = ean, ["plant"] = "B1", ["name"] = name, ["status"] = "active",
    };

    private async Task<string> RowsAsync()
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT no, ean, plant, name, status, ref FROM part ORDER BY no";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
        return string.Join('\n', rows);
    }

    private Task<RunningAdapters> StartAsync(string dryRun) => RunningAdapters.StartAsync(
        RunningAdapters.Bundle(
            ("capabilities/parts.yaml", Capability),
            ("systems/finance.yaml", System(Database.Provider, dryRun)),
            ("sql/get.sql", "SELECT no, ean, plant, name, status, ref FROM part WHERE no = @no"),
            ("sql/find.sql", "SELECT no, ean, plant, name, status, ref FROM part WHERE ref = @ref"),
            ("sql/add.sql", """
                INSERT INTO part (no, ean, plant, name, status, ref)
                VALUES ((SELECT MAX(no) + 1 FROM part), @ean, @plant, @name, @status, @ref) RETURNING no
                """),
            ("sql/change.sql", "UPDATE part SET ean = @ean, plant = @plant, name = @name, status = @status WHERE no = @no"),
            ("sql/check.sql", """
                SELECT CASE WHEN @name = 'forbidden' THEN 'P1' END AS fault,
                    CASE WHEN @name = 'forbidden' THEN 'nobody may have that' END AS words
                """)),
        new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = Database.Connection }));

    private const string Capability = """
        capability: parts
        owner: parts-team
        zone: outside
        pace: record
        access: anonymous
        sides: { legacy: "adapter:finance" }
        routes: { parts.get: { match: "GET /api/parts/{id}" } }
        """;

    private static string System(string provider, string dryRun) => $$"""
        system: finance
        sql: { provider: {{provider}}, connection: "${env:FINANCE}" }
        limits: { concurrency: 2, timeout: 2s }
        operations:
          get-part:
            query: sql/get.sql
            in: { no: int }
            out: { one: &part { NO: int, EAN: text?, PLANT: text, NAME: text, STATUS: text, REF: text? } }
          find-part: { query: sql/find.sql, in: { ref: text }, out: { many: *part } }
          add-part:
            query: sql/add.sql
            write: true
            in: { ean: text?, plant: text?, name: text, status: text, ref: text? }
            out: { one: { NO: int } }
          change-part:
            query: sql/change.sql
            write: true
            in: { no: int, ean: text?, plant: text?, name: text, status: text }
          check-part:
            query: sql/check.sql
            in: { name: text }
            out: { one: { FAULT: text?, WORDS: text? } }
            fault: { column: FAULT, text: WORDS }
        mappings:
          part:
            id: { from: NO, prefix: "P-" }
            ean: EAN
            plant: PLANT
            name: NAME
            status: { from: STATUS, codes: { active: A, gone: G } }
            externalReference: REF
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
              in:
                ean: body.ean
                plant: body.plant
                name: body.name
                status: { from: body.status, codes: { active: A, gone: G } }
                ref: externalReference
              out: { id: { from: NO, prefix: "P-" } }
            update:
              call: change-part
              in:
                no: { from: key, prefix: "P-" }
                ean: body.ean
                plant: body.plant
                name: body.name
                status: { from: body.status, codes: { active: A, gone: G } }
            {{dryRun}}
        """;
}
