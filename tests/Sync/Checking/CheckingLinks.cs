using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Changes;
using Hub.Platform.Tests.Storage;
using Hub.Sync.Tests.Bonds;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Checking;

public sealed class CheckingLinks_on_SQLite() : CheckingLinks(StoreEngine.Sqlite);

public sealed class CheckingLinks_on_PostgreSQL() : CheckingLinks(StoreEngine.Postgres);

/// <summary>A link's mapping is checked on every record of both sides, each fault is told with records that show it.</summary>
public abstract class CheckingLinks(StoreEngine engine) : TwoSides(engine)
{
    private const string Check = "/hub/api/sync/links/orders/check";

    [Fact]
    public async Task A_mapping_that_every_record_fits_is_sound()
    {
        await using var hub = await StartAsync(jobs: true);
        await MakeAsync(hub, "{'name':'a'}");
        New.Make("{'name':'b'}", reference: "r-1");
        await Eventually.HoldsAsync(() => Legacy.Holds("{'name':'b'}"));
        await hub.CaughtUpAsync();
        var report = await CheckAsync(hub);
        report.GetProperty("directions").EnumerateArray().Select(Show).ShouldBe(
            ["adapter:erp > service:orders: 2, 0 ", "service:orders > adapter:erp: 2, 0 "]);
        report.GetProperty("findings").GetArrayLength().ShouldBe(0);
        report.GetProperty("endedAt").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task A_record_that_a_log_tells_twice_is_counted_once()
    {
        await using var hub = await StartAsync(jobs: true);
        var key = await MakeAsync(hub, "{'name':'a'}");
        New.Edit(key, "{'name':'b'}");
        await Eventually.HoldsAsync(() => Legacy.Holds("{'name':'b'}"));
        await hub.CaughtUpAsync();
        Legacy.Refuses = _ => "it is closed";
        Legacy.RefusedField = "name";

        var report = await CheckAsync(hub);

        report.GetProperty("directions").EnumerateArray().Select(Show).ShouldBe(
            ["adapter:erp > service:orders: 1, 0 ", "service:orders > adapter:erp: 1, 1 "]);
        report.GetProperty("findings").EnumerateArray().Select(Show).ShouldBe(
            ["service:orders name: it is closed (1: N-1)"]);
    }

    [Fact]
    public async Task Each_kind_of_fault_is_told_once_with_records_that_show_it_and_nothing_is_written()
    {
        await using var hub = await StartAsync(jobs: true);
        await MakeAsync(hub, "{'name':'a'}");
        for (var n = 0; n < 4; n++)
        {
            New.Make($"{{'name':'long {n}'}}", reference: $"r-{n}");
            // One after the other, so that they are numbered so.
            await Eventually.HoldsAsync(() => Legacy.Holds($"{{'name':'long {n}'}}"));
        }

        await hub.CaughtUpAsync();
        Legacy.RefusedField = "lines[3].name";
        Legacy.Refuses = c => c["name"]!.ToString().Length > 1 ? "it is too long" : null;
        Legacy.Loses = key => key == "L-1" ? ["due"] : [];
        New.Refuses = c => c["name"]!.ToString() == "long 3" ? "nobody is called so" : null;
        var (legacy, @new) = (Legacy.Writes, New.Writes);

        var report = await CheckAsync(hub);
        report.GetProperty("findings").EnumerateArray().Select(Show).ShouldBe(
            [
                "adapter:erp due: is lost (1: L-1)",
                "adapter:erp : nobody is called so (1: L-5)",
                "service:orders lines[].name: it is too long (4: N-2, N-3, N-4)",
            ],
            ignoreOrder: true);
        report.GetProperty("directions").EnumerateArray().Select(Show).ShouldBe(
            ["adapter:erp > service:orders: 5, 2 ", "service:orders > adapter:erp: 5, 4 "]);
        (Legacy.Writes, New.Writes).ShouldBe((legacy, @new));
        Legacy.Read("L-1").ShouldBe("{'name':'a'}");
    }

    [Fact]
    public async Task A_side_that_does_not_answer_is_named_and_the_other_direction_is_checked_all_the_same()
    {
        await using var hub = await StartAsync(jobs: true);
        await MakeAsync(hub, "{'name':'a'}");
        Legacy.Silent = "erp does not answer";
        (await CheckAsync(hub)).GetProperty("directions").EnumerateArray().Select(Show).ShouldBe(
            ["adapter:erp > service:orders: 1, 0 ", "service:orders > adapter:erp: 0, 0 erp does not answer"]);
    }

    [Fact]
    public async Task Another_process_goes_on_where_one_was_killed_and_counts_no_record_twice()
    {
        var first = await StartAsync(jobs: true);
        for (var n = 0; n < 250; n++)
            Legacy.Make($"{{'name':'{n}'}}");
        await Eventually.HoldsAsync(() => New.Holds("{'name':'249'}"));
        await first.CaughtUpAsync();
        var (asked, halted) = (0, new TaskCompletionSource());
        Legacy.Loses = _ =>
        {
            if (Interlocked.Increment(ref asked) > 120)
                halted.Task.Wait();
            return [];
        };
        using (var client = first.Client())
            await StartAsync(client);
        await Eventually.HoldsAsync(() => asked > 120);
        var killed = first.KillAsync();
        halted.SetResult();
        await killed;

        Legacy.Loses = _ => [];
        await using var second = await StartAsync(jobs: true);
        await Eventually.HoldsAsync(
            "the second process to end it",
            () => Task.FromResult(second.Jobs.Runs("sync-check", 1).Single().State == "succeeded"),
            120);
        using var reader = second.Client();
        (await reader.GetFromJsonAsync<JsonElement>(Check)).GetProperty("directions").EnumerateArray().Select(Show).ShouldBe(
            ["adapter:erp > service:orders: 250, 0 ", "service:orders > adapter:erp: 250, 0 "]);
    }

    [Fact]
    public async Task A_link_that_is_unknown_or_was_not_checked_yet_is_told()
    {
        await using var hub = await StartAsync(jobs: true);
        using var client = hub.Client();
        (await DetailAsync(client, Check)).ShouldBe("orders was not checked yet; ./hub sync check orders does it.");
        (await DetailAsync(client, "/hub/api/sync/links/ordres/check"))
            .ShouldBe("There is no link 'ordres'; did you mean 'orders'?");
        using var refused = await client.PostAsJsonAsync(Check, new { reason = 5, fast = true });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<string> DetailAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
    }

    private static async Task<string> StartAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync(Check, new { reason = "before it moves" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run").GetString()!;
    }

    private static async Task<JsonElement> CheckAsync(TestHub hub)
    {
        using var client = hub.Client();
        var id = await StartAsync(client);
        await Eventually.HoldsAsync(
            "the check to end",
            () => Task.FromResult(hub.Jobs.Runs("sync-check", 5).Single(r => r.Id == id).State == "succeeded"));
        return await client.GetFromJsonAsync<JsonElement>(Check);
    }

    private static string Show(JsonElement told) => told.TryGetProperty("reason", out var reason)
        ? $"{told.GetProperty("from")} {told.GetProperty("field")}: {reason} ({told.GetProperty("records")}: "
            + string.Join(", ", told.GetProperty("examples").EnumerateArray()) + ")"
        : $"{told.GetProperty("from")} > {told.GetProperty("to")}: {told.GetProperty("records")}, "
            + $"{told.GetProperty("faulty")} {told.GetProperty("notChecked")}";
}
