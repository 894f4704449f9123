using Hub.Tests;
using LegacyLandscape.Tests.Harness;
using static LegacyLandscape.Tests.Harness.CrmXml;

namespace LegacyLandscape.Tests.Crm;

public sealed class ModifiedSinceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 30, 15, 678, TimeSpan.Zero);

    [Fact]
    public async Task Customers_of_the_second_asked_for_are_among_the_answer()
    {
        await using var crm = await RunningCrm.StartAsync(new HeldClock(Now));
        foreach (var no in new[] { "C-1009", "C-1002" })
            await crm.Client.EditAsync(no, new { note = "edited" });

        (await SinceAsync(crm, "2026-11-20T08:30:15Z")).ShouldBe(["C-1002", "C-1009"]);
        (await SinceAsync(crm, "2026-11-20T09:30:15+01:00")).ShouldBe(["C-1002", "C-1009"]);
        (await SinceAsync(crm, "2026-11-20T08:30:15")).ShouldBe(["C-1002", "C-1009"]);
        (await SinceAsync(crm, "2026-11-20T08:30:15.001Z")).ShouldBeEmpty();
        (await SinceAsync(crm, "2026-11-20T08:30:16Z")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_import_has_left_eight_customers_with_one_time()
    {
        await using var crm = await RunningCrm.StartAsync();

        var all = (await crm.Client.CallAsync(ModifiedSince("2000-01-01T00:00:00Z"))).Customers;

        all.Select(customer => customer.Field("ModifiedAt")).ShouldBeInOrder();
        all.GroupBy(customer => customer.Field("ModifiedAt")).Max(second => second.Count()).ShouldBe(8);
    }

    [Fact]
    public async Task A_late_commit_appears_with_the_time_at_which_it_began()
    {
        var clock = new HeldClock(Now);
        await using var crm = await RunningCrm.StartAsync(clock);
        await crm.Client.ControlAsync("time", new { lateCommitMs = 4000 });
        var late = crm.Client.EditAsync("C-1001", new { note = "late" });
        await Eventually.HoldsAsync(() => clock.Waiting.Contains(TimeSpan.FromSeconds(4)));
        await crm.Client.ControlAsync("time", new { clockOffsetSeconds = 2 });
        await crm.Client.EditAsync("C-1002", new { note = "in between" });

        (await SinceAsync(crm, "2026-11-20T08:30:15Z")).ShouldBe(["C-1002"]);
        clock.RunOut();
        await late;

        (await SinceAsync(crm, "2026-11-20T08:30:15Z")).ShouldBe(["C-1001", "C-1002"]);
        (await SinceAsync(crm, "2026-11-20T08:30:17Z")).ShouldBe(["C-1002"]);
    }

    [Fact]
    public async Task A_clock_that_is_off_moves_the_times_and_not_the_welcome()
    {
        await using var crm = await RunningCrm.StartAsync(new HeldClock(Now));
        await crm.Client.ControlAsync("time", new { clockOffsetSeconds = -3600 });

        var created = await crm.Client.CreateAsync(NewCustomer("Neu"));

        created.Field("ModifiedAt").ShouldBe("2026-11-20T07:30:15Z");
    }

    private static async Task<IEnumerable<string>> SinceAsync(RunningCrm crm, string since) =>
        (await crm.Client.CallAsync(ModifiedSince(since))).Customers.Select(customer => customer.Field("CustomerNo"));
}
