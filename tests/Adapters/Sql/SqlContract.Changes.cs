using Hub.ServiceKit.Changes;
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

    [Fact]
    public async Task A_listing_that_lacks_many_deletes_nothing_until_they_are_back_or_somebody_allows_it()
    {
        var rows = string.Join(", ", Enumerable.Range(5001, 40).Select(n => $"({n}, 'C-1', 1, 0, NULL)"));
        await ExecuteAsync($"INSERT INTO invoice VALUES {rows}");
        var all = await AllAsync(null);
        all.Count.ShouldBe(43);
        var last = all[^1].Position;

        await ExecuteAsync("DELETE FROM invoice WHERE fino > 5000; INSERT INTO invoice VALUES (3999, 'C-1', 1, 0, NULL)");
        // What is new goes on.
        (await ChangesAsync(last, 1)).ShouldHaveSingleItem().Key.ShouldBe("I-3999");
        last = (long.Parse(last) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync(async () => await FailsAsync(last));
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(
            () => Source.ReadAsync(last, 10, CancellationToken.None));
        error.Message.ShouldBe(
            "finance lists 4 of the 44 invoices that are known: 40 would be deleted, and one reading may find 5 % and 20 gone. "
            + "Nothing is deleted until they are listed again, or somebody who knows that they are gone says so: "
            + "./hub sync deletions invoices --reason TEXT");

        await ExecuteAsync($"INSERT INTO invoice VALUES {rows}");
        await Eventually.HoldsAsync(async () => !await FailsAsync(last));
        (await Source.ReadAsync(last, 10, CancellationToken.None)).ShouldBeEmpty();
        (await Source.AllowDeletionsAsync()).ShouldBe(0);

        await ExecuteAsync("DELETE FROM invoice WHERE fino > 5000");
        await Eventually.HoldsAsync(async () => await FailsAsync(last));
        (await Source.AllowDeletionsAsync()).ShouldBe(40);
        var deleted = await ChangesAsync(last, 40);
        deleted.ShouldAllBe(c => c.Kind == ChangeKind.Delete);
        deleted.Select(c => c.Key).ShouldBe(Enumerable.Range(5001, 40).Select(n => $"I-{n}"), ignoreOrder: true);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_says_so_with_its_key_and_holds_up_no_other()
    {
        var first = await AllAsync(null);
        await ExecuteAsync(
            "INSERT INTO invoice VALUES (4004, 'C-1', 1, 20269999, NULL), (4005, 'C-1', 1, 20260101, NULL), "
            + "(4006, 'C-1', 1, 20260101, NULL)");
        var second = await ChangesAsync(first[^1].Position, 3);
        second.Select(c => (c.Key, c.Fault is null, c.Content is null))
            .ShouldBe([("I-4004", false, true), ("I-4005", true, false), ("I-4006", true, false)]);
        second[0].Fault!.ShouldStartWith("finance gave invoices I-4004, which cannot be read: date: ");

        await ExecuteAsync("UPDATE invoice SET fidat = 20260101 WHERE fino = 4004");
        var third = (await ChangesAsync(second[^1].Position, 1)).ShouldHaveSingleItem();
        (third.Key, third.Fault, third.Content!["date"]!.ToString()).ShouldBe(("I-4004", null, "2026-01-01"));
    }

    [Fact]
    public async Task Records_are_listed_as_they_stand_and_the_next_reading_can_be_awaited()
    {
        var first = await AllAsync(null);
        var awaited = Source.AwaitReadingAsync(CancellationToken.None);
        await ExecuteAsync(
            "UPDATE invoice SET fiamt = 1 WHERE fino = 4002; DELETE FROM invoice WHERE fino = 4003; INSERT INTO invoice "
                + "VALUES (4004, 'C-1', 1, 20269999, NULL);");
        var listed = new List<ListedRecord>();
        await foreach (var page in ((IRecordListing)Source).ListAsync(CancellationToken.None))
            listed.AddRange(page);
        listed.Select(r => (r.Key, r.Content?["amount"]?.ToJsonString(), r.Fault is null)).ShouldBe(
            [("I-4001", first[0].Content!["amount"]!.ToJsonString(), true), ("I-4002", "0.01", true), ("I-4004", null, false)],
            ignoreOrder: true);
        // Nothing of it was kept, and no reading has begun since.
        awaited.IsCompleted.ShouldBeFalse();
        (await ChangesAsync(first[^1].Position, 3)).Count.ShouldBe(3);
        await awaited;
    }

    // Between two comparisons nothing is asked, and so nothing fails.
    private protected async Task<bool> FailsAsync(string after)
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

    private protected IChangeSource Source => Hub.Source("adapter:finance", "invoices");

    private protected async Task<List<Change>> AllAsync(string? after)
    {
        var all = new List<Change>();
        while (await Source.ReadAsync(all.LastOrDefault()?.Position ?? after, 10,
            CancellationToken.None) is { Count: > 0 } changes)
            all.AddRange(changes);
        return all;
    }

    private protected async Task<List<Change>> ChangesAsync(string after, int atLeast)
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
