using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Jobs;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Conforming;
using Hub.Sync.Tests.Bonds;

namespace Hub.Sync.Tests.LinkedServices;

public sealed class HttpLinksUnderFire_on_SQLite() : HttpLinksUnderFire(StoreEngine.Sqlite);

public sealed class HttpLinksUnderFire_on_PostgreSQL() : HttpLinksUnderFire(StoreEngine.Postgres);

/// <summary>What a link keeps to when answers are lost and processes killed, and what is asked of it besides.</summary>
public abstract class HttpLinksUnderFire(StoreEngine engine) : StoreTest(engine)
{
    private const int Records = 10;
    private readonly ComparingSystem _legacy = new("L", Side.Legacy);

    [Fact]
    public async Task A_write_whose_answer_was_lost_has_one_effect()
    {
        // Every other write is done, and its connection closed without an answer.
        await using var service = await PythonService.StartAsync(
            "        self.answer(write(key, body.decode() or None, self.headers, dry), **",
            "        status = write(key, body.decode() or None, self.headers, dry)\n"
                + "        written.append(key)\n"
                + "        if len(written) % 2 and self.headers[\"Hub-Change\"]:\n"
                + "            self.close_connection = True\n"
                + "            return\n"
                + "        self.answer(status, **",
            "changed = threading.Condition()", "written = []; changed = threading.Condition()");
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address));
        for (var n = 1; n <= Records; n++)
            _legacy.Make($"{{'limit':{n}}}");
        await HoldAsync(service, n => $"{{'limit':{n}}}");
        await hub.CaughtUpAsync();
        for (var n = 1; n <= Records; n++)
            _legacy.Edit($"L-{n}", "{'note':'b'}");
        await HoldAsync(service, n => $"{{'limit':{n},'note':'b'}}");
        await hub.CaughtUpAsync();

        (await service.VersionsAsync()).ShouldBe(
            Enumerable.Range(1, Records).Select(n => ($"L-{n}", "2")), ignoreOrder: true);
        (_legacy.Writes, _legacy.FeedLength).ShouldBe((0, 2 * Records));
        (await hub.StatusAsync()).ShouldAllBe(s => s.Parked == 0 && s.Conflicts == 0);
    }

    [Fact]
    public async Task A_kill_of_the_hub_makes_no_record_twice()
    {
        await using var service = await PythonService.StartAsync();
        var link = HttpLink.Of(service.Address);
        for (var n = 1; n <= Records; n++)
            await service.EditAsync($"web-{n}", $"{{'web':{n}}}");
        var hub = await HttpLink.StartAsync(Stores, _legacy, link);
        for (var kill = 0; kill < 3; kill++)
        {
            var before = _legacy.FeedLength;
            _legacy.Make($"{{'made':{kill}}}");
            await Eventually.HoldsAsync(() => _legacy.FeedLength > before);
            await hub.KillAsync();
            hub = await HttpLink.StartAsync(Stores, _legacy, link);
        }

        await using var last = hub;
        for (var n = 1; n <= Records; n++)
            await Eventually.HoldsAsync($"web-{n} at legacy", () => Task.FromResult(_legacy.Holds($"{{'web':{n}}}")));
        await Eventually.HoldsAsync("all at the service", async () => (await service.KeysAsync()).Count == Records + 3);
        await hub.CaughtUpAsync();
        (_legacy.Read($"L-{Records + 3}"), _legacy.Read($"L-{Records + 4}")).ShouldSatisfyAllConditions(
            r => r.Item1.ShouldNotBeNull(), r => r.Item2.ShouldBeNull());
        (await service.KeysAsync()).Count.ShouldBe(Records + 3);
    }

    [Fact]
    public async Task Both_sides_are_compared_and_a_record_that_was_written_past_the_hub_is_named()
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address));
        for (var n = 1; n <= Records; n++)
            _legacy.Make($"{{'limit':{n}}}");
        await HoldAsync(service, n => $"{{'limit':{n}}}");
        await hub.CaughtUpAsync();
        (await RunAsync(hub, "reconcile"))!.AsArray().Single()!["state"]!.ToString().ShouldBe("verified");

        _legacy.Plant("L-3", "{'limit':33}");
        var record = (await RunAsync(hub, "reconcile"))!.AsArray().Single()!["records"]!.AsArray().ShouldHaveSingleItem()!;
        (record["key"]!.ToString(), record["fields"]![0]!["path"]!.ToString()).ShouldBe(("L-3", "limit"));
    }

    [Fact]
    public async Task A_mapping_is_checked_by_dry_runs_that_write_nothing()
    {
        await using var service = await PythonService.StartAsync(
            "if self.command == \"PUT\" and not body.startswith(b\"{\"):",
            "if self.command == \"PUT\" and b'\"limit\":3,' in body and self.headers[\"Prefer\"]:");
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address));
        for (var n = 1; n <= Records; n++)
            _legacy.Make($"{{'limit':{n},'note':'a'}}");
        await HoldAsync(service, n => $"{{'limit':{n},'note':'a'}}");
        await hub.CaughtUpAsync();
        var versions = await service.VersionsAsync();

        var finding = (await RunAsync(hub, "check"))!["findings"]!.AsArray().ShouldHaveSingleItem()!;
        (finding["records"]!.GetValue<int>(), finding["examples"]![0]!.ToString()).ShouldBe((1, "L-3"));
        finding["reason"]!.ToString().ShouldEndWith("answered 422: A record is a JSON object.");
        (await service.VersionsAsync()).ShouldBe(versions);
    }

    [Fact]
    public async Task What_conform_writes_at_a_service_that_is_linked_never_reaches_legacy()
    {
        await using var service = await PythonService.StartAsync();
        await using var hub = await HttpLink.StartAsync(Stores, _legacy, HttpLink.Of(service.Address));
        (await ServiceConformance.RunAsync(
            new ConformanceRequest(service.Address, "/hub/changes", "/records"), TimeProvider.System,
            TestContext.Current.CancellationToken)).ShouldNotContain(o => o.State == RuleOutcome.Failed);
        await service.EditAsync("web-1", "{'web':1}");
        await Eventually.HoldsAsync(() => _legacy.Holds("{'web':1}"));
        await hub.CaughtUpAsync();
        _legacy.FeedLength.ShouldBe(1);
        (await hub.StatusAsync()).ShouldAllBe(s => s.Parked == 0 && s.Conflicts == 0);
    }

    private async Task HoldAsync(PythonService service, Func<int, string> content)
    {
        for (var n = 1; n <= Records; n++)
            await Eventually.HoldsAsync(
                $"L-{n} at the service as {content(n)}", async () => await service.ReadAsync($"L-{n}") == content(n));
    }

    private static async Task<JsonNode?> RunAsync(TestHub hub, string job)
    {
        using var client = hub.Client();
        using var answer = await client.PostAsJsonAsync($"/hub/api/sync/links/orders/{job}", new { });
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var started = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        JobRunView Run() => hub.Jobs.Runs(started["job"]!.ToString(), 20).Single(r => r.Id == started["run"]!.ToString());
        await Eventually.HoldsAsync("the run to end", () => Task.FromResult(Run().State is "succeeded" or "failed"), 120);
        Run().State.ShouldBe("succeeded", Run().History[0].Reason);
        return await client.GetFromJsonAsync<JsonNode>($"/hub/api/sync/links/orders/{job}");
    }
}
