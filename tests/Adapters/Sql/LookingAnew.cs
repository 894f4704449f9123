using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Tests.Sql;

/// <summary>
/// A system that is compared now and then is compared at once where somebody has to know what it holds, as before an owner moves.
/// </summary>
public sealed class LookingAnew : WrappedDatabase
{
    private static readonly CancellationToken None = CancellationToken.None;

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());

    private protected override string Tables => """
        CREATE TABLE part (no integer PRIMARY KEY, name varchar(20) NOT NULL);
        INSERT INTO part VALUES (1, 'bolt'), (2, 'nut'), (3, 'pin');
        """;

    private IChangeSource Source => Hub.Source("adapter:finance", "parts");

    [Fact]
    public async Task What_was_written_since_the_last_comparison_is_read_once_somebody_asks()
    {
        var last = await EndAsync(null);
        await ExecuteAsync("UPDATE part SET name = 'screw' WHERE no = 1");
        (await Source.ReadToEndAsync(last, 10, None)).Changes.ShouldBeEmpty("the next comparison is an hour away");
        Source.LookAnew();
        var (changes, _) = await Source.ReadToEndAsync(last, 10, None);
        changes.ShouldHaveSingleItem().Key.ShouldBe("P-1");
        (await Source.ReadToEndAsync(changes[^1].Position, 10, None)).IsAll.ShouldBeTrue();
    }

    [Fact]
    public async Task A_comparison_that_was_under_way_is_followed_by_one_more()
    {
        // One page of it is read.
        (await Source.ReadAsync(null, 1, None)).ShouldHaveSingleItem();
        await ExecuteAsync("UPDATE part SET name = 'screw' WHERE no = 1");
        Source.LookAnew();
        var read = new List<Change>();
        for (var last = (string?)null; ;)
        {
            var (changes, isAll) = await Source.ReadToEndAsync(last, 10, None);
            read.AddRange(changes);
            if (isAll)
                break;
            last = changes[^1].Position;
        }

        read.Last(c => c.Key == "P-1").Content!["name"]!.ToString().ShouldBe("screw");
    }

    [Fact]
    public async Task A_comparison_that_fails_has_not_answered()
    {
        var last = await EndAsync(null);
        await ExecuteAsync("UPDATE part SET name = 'screw' WHERE no = 1");
        await ExecuteAsync("ALTER TABLE part RENAME TO gone");
        Source.LookAnew();
        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => Source.ReadToEndAsync(last, 10, None));
        await ExecuteAsync("ALTER TABLE gone RENAME TO part");
        (await Source.ReadToEndAsync(last, 10, None)).Changes.ShouldHaveSingleItem().Key.ShouldBe("P-1");
    }

    private async Task<string?> EndAsync(string? last)
    {
        while (true)
        {
            var (changes, isAll) = await Source.ReadToEndAsync(last, 10, None);
            if (isAll)
                return last;
            last = changes[^1].Position;
        }
    }

    private protected override Task<RunningAdapters> StartHubAsync() => RunningAdapters.StartAsync(
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
            ("systems/finance.yaml", $$"""
                system: finance
                sql: { provider: {{Database.Provider}}, connection: "${env:FINANCE}" }
                limits: { concurrency: 2, timeout: 2s }
                operations:
                  get-part: { query: sql/get.sql, in: { no: int }, out: { one: &part { NO: int, NAME: text } } }
                  list-parts: { query: sql/list.sql, in: { after: int, limit: int }, out: { many: *part } }
                mappings:
                  part: { id: { from: NO, prefix: "P-" }, name: NAME }
                resources:
                  parts.get: { call: get-part, in: { no: { from: path.id, prefix: "P-" } }, out: part }
                entities:
                  parts:
                    key: id
                    changes:
                      { snapshot: list-parts, every: 1h, in: { after: after, limit: limit }, start: 0, batch: 1,
                        key: NO, out: part }
                """),
            ("sql/get.sql", "SELECT no, name FROM part WHERE no = @no"),
            ("sql/list.sql", "SELECT no, name FROM part WHERE no > @after ORDER BY no LIMIT @limit")),
        new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = Database.Connection }));
}
