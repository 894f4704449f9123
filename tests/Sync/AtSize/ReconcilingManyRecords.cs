using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Reconciling;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.AtSize;

/// <summary>
/// Compares many records: 20 000, or as many as <c>HUB_RECONCILE</c> says. How long it took and what a record costs is told
/// in the test's output; only what was found is asserted.
/// </summary>
public sealed class ReconcilingManyRecords() : StoreTest(StoreEngine.Sqlite)
{
    private const string AtLegacy = """
        {"id":"C-#","name":"Customer # of the old system","status":"active","creditLimit":1200.50,"language":"de",
         "phones":[{"kind":"office","number":"+49 30 #"}],"address":{"lines":["Street 1","c/o #"],"zip":"10115","city":"Berlin"}}
        """;

    private const string AtNew = """
        {"address":{"city":"Berlin","zip":"10115","lines":["Street 1","c/o #"]},"status":"active",
         "name":"Customer # of the old system","language":"de","creditLimit":1200.5,"note":null,
         "phones":[{"number":"+49 30 #","kind":"office"}],"id":"C-#"}
        """;

    private static readonly int Records =
        int.TryParse(Environment.GetEnvironmentVariable("HUB_RECONCILE"), CultureInfo.InvariantCulture, out var n) ? n : 20_000;

    [Fact]
    public async Task Many_records_are_compared_and_the_few_that_differ_are_found()
    {
        var legacy = await StoredSide.FillAsync(Stores.Open("legacy"), Records, AtLegacy);
        var @new = await StoredSide.FillAsync(Stores.Open("new"), Records, AtNew);
        await using var hub = await TestHub.StartAsync(Stores, null, null, TestHub.Link(bothWays: true), jobs: true);
        foreach (var (name, side) in new[] { ("adapter:erp", legacy), ("service:orders", @new) })
        {
            hub.Parties.Register(name, "orders", (IChangeSource)side);
            hub.Parties.Register(name, "orders", (IChangeTarget)side);
        }

        await using var store = Stores.Open("hub");
        await store.WriteAsync((c, t) => c.ExecuteAsync(
            $"""
            INSERT INTO identity_map (entity, legacy_key, new_key)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Records})
            SELECT 'orders', 'C-' || CAST(10000000 + i AS TEXT), 'C-' || CAST(10000000 + i AS TEXT) FROM n
            """,
            transaction: t,
            commandTimeout: 600));
        await hub.CaughtUpAsync();
        Records.ShouldBe((await CompareAsync(hub))["compared"]!.GetValue<int>());

        await @new.PlantAsync("C-10000007", AtNew.Replace("#", "10000007").Replace("1200.5", "1200.51"));
        await @new.LoseAsync("C-10000008");
        await legacy.LoseAsync("C-10000009");
        var found = await CompareAsync(hub);
        found["records"]!.AsArray()
            .Select(r => $"{r!["key"]} {r["kind"]} {string.Join(',', r["fields"]!.AsArray().Select(f => f!["path"]))}")
            .ShouldBe(
                ["C-10000007 differs creditLimit", "C-10000008 onlyAtLegacy ", "C-10000009 onlyAtNew "], ignoreOrder: true);
    }

    [Fact]
    public void What_is_kept_of_a_record_is_small_whatever_the_record_is()
    {
        var keys = Enumerable.Range(1, 200_000).Select(n => $"a key that is rather long, as some are: {n}").ToList();
        var table = new RecordTable();
        // With every array that was outgrown; other tests allocate on other threads.
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var key in keys)
            table.Put(key, new RecordHash(1, 2));
        var all = GC.GetAllocatedBytesForCurrentThread();
        foreach (var key in keys)
            RecordHash.OfKey(key);
        var hashed = GC.GetAllocatedBytesForCurrentThread();
        var bytes = (all - before - (hashed - all)) / (double)keys.Count;
        TestContext.Current.TestOutputHelper!.WriteLine($"{bytes:0} bytes a record, with all that was outgrown");
        table.Count.ShouldBe(keys.Count);
        bytes.ShouldBeLessThan(250);
    }

    private static async Task<JsonObject> CompareAsync(TestHub hub)
    {
        var (began, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        using var client = hub.Client();
        const string Path = "/hub/api/sync/links/orders/reconcile";
        using var answer = await client.PostAsync(Path, null);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var run = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["run"]!.ToString();
        await Eventually.HoldsAsync(
            "the run to end",
            () => Task.FromResult(hub.Jobs.Runs("reconcile", 5).Single(r => r.Id == run).State is "succeeded" or "failed"), 600);
        var found = (await client.GetFromJsonAsync<JsonArray>(Path))!.Single()!.AsObject();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{found["compared"]} records: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, "
            + $"{(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.0} s of processor time, working set "
            + $"{Environment.WorkingSet / 1_000_000} MB, {found["text"]}"));
        return found;
    }
}
