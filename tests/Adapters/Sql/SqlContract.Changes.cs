using Hub.Platform.Changes;
using Hub.Tests;

namespace Hub.Adapters.Tests.Sql;

/// <summary>Changes, which are found by comparing.</summary>
public abstract partial class SqlContract
{
    [Fact]
    public async Task Changes_are_found_by_comparing_and_so_are_deletions()
    {
        var first = await AllAsync(null);
        first.Select(c => c.Key).ShouldBe(["I-4001", "I-4002", "I-4003"]);
        first.Select(c => c.CohortKey).ShouldBe(["C-1001", "C-1002", "C-1001"]);

        await ExecuteAsync(
            "UPDATE invoice SET fiamt = 1 WHERE fino = 4002; DELETE FROM invoice WHERE fino = 4003; INSERT INTO invoice "
                + "VALUES (3999, 'C-1', 1, 0, NULL);");
        var second = await ChangesAsync(first[^1].Position, 3);
        second.Select(c => (c.Key, c.Kind)).ShouldBe(
            [("I-3999", ChangeKind.Upsert), ("I-4002", ChangeKind.Upsert), ("I-4003", ChangeKind.Delete)], ignoreOrder: true);
        second.Select(c => c.Version).ShouldBeInOrder();
        second[0].Version.ShouldBeGreaterThan(first[^1].Version);
        second.Single(c => c.Key == "I-4002").Content!["amount"]!.ToJsonString().ShouldBe("0.01");

        await ExecuteAsync("INSERT INTO invoice VALUES (4003, 'C-1001', 9007199254740993, 20251231, NULL)");
        (await ChangesAsync(second[^1].Position, 1)).Single().Kind.ShouldBe(ChangeKind.Upsert);
    }

    [Fact]
    public async Task A_change_once_found_is_read_again_from_its_position_also_after_a_restart()
    {
        var first = await AllAsync(null);
        await ExecuteAsync("DELETE FROM invoice WHERE fino = 4003");
        var found = await ChangesAsync(first[^1].Position, 1);

        await StartAsync(keepData: true);
        (await Source.ReadAsync(first[^1].Position, 10, CancellationToken.None)).Select(c => (c.Key, c.Kind, c.Position))
            .ShouldBe(found.Select(c => (c.Key, c.Kind, c.Position)));
        (await Source.ReadAsync(found[^1].Position, 10, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_system_that_fails_while_it_is_compared_has_not_lost_its_records()
    {
        var first = await AllAsync(null);
        await ExecuteAsync(Database.Rename("invoice", "gone"));
        await Eventually.HoldsAsync(async () => await FailsAsync(first[^1].Position));
        await ExecuteAsync(Database.Rename("gone", "invoice"));
        (await Source.ReadAsync(first[^1].Position, 10, CancellationToken.None)).ShouldBeEmpty();
    }

    // Between two comparisons nothing is asked, and so nothing fails.
    private async Task<bool> FailsAsync(string after)
    {
        try
        {
            await Source.ReadAsync(after, 10, CancellationToken.None);
            return false;
        }
        catch (ChangeTargetUnavailableException)
        {
            return true;
        }
    }

    private IChangeSource Source => Hub.Source("adapter:finance", "invoices");

    private async Task<List<Change>> AllAsync(string? after)
    {
        var all = new List<Change>();
        while (await Source.ReadAsync(all.LastOrDefault()?.Position ?? after, 10,
            CancellationToken.None) is { Count: > 0 } changes)
            all.AddRange(changes);
        return all;
    }

    private async Task<List<Change>> ChangesAsync(string after, int atLeast)
    {
        var all = new List<Change>();
        while (all.Count < atLeast)
        {
            await Source.WaitAsync(CancellationToken.None);
            all.AddRange(await Source.ReadAsync(all.LastOrDefault()?.Position ?? after, 10, CancellationToken.None));
        }

        return all;
    }
}
