using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Plan;
using Hub.Sync.Streams;
using Hub.Sync.Tests.Bonds;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Reconciling;

/// <summary>A hub whose two sides are compared as people have it done.</summary>
public abstract class Reconciled(StoreEngine engine) : TwoSides(engine)
{
    private protected const string Path = "/hub/api/sync/links/orders/reconcile";

    private protected async Task<TestHub> StartWithAsync(
        int records, ConflictRule rule = ConflictRule.Owner, SyncOptions? options = null)
    {
        for (var n = 1; n <= records; n++)
            Legacy.Make($"{{'limit':{n},'name':'c{n}'}}");
        var hub = await StartAsync(rule, jobs: true, options: options);
        await Eventually.HoldsAsync(
            "all to be at new",
            () => Task.FromResult(Enumerable.Range(1, records).All(n => New.Read($"N-{n}") is not null)), 60);
        await hub.CaughtUpAsync();
        return hub;
    }

    /// <summary>The key at new of a record that legacy made; several are made at once, so that they are in any order.</summary>
    private protected string AtNew(int number) => Enumerable.Range(1, 10_000).Select(n => $"N-{n}")
        .First(key => New.Read(key)?.Contains($"'name':'c{number}'", StringComparison.Ordinal) == true);

    private protected static async Task<JobRunView> CompareAsync(TestHub hub, bool whole = true)
    {
        using var client = hub.Client();
        using var answer = await client.PostAsync(whole ? Path : $"{Path}?changed=true", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var started = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        return await EndedAsync(hub, "reconcile", started["run"]!.ToString());
    }

    private protected static async Task<JobRunView> EndedAsync(TestHub hub, string job, string id)
    {
        JobRunView View() => hub.Jobs.Runs(job, 20).Single(r => r.Id == id);
        await Eventually.HoldsAsync("the run to end", () => Task.FromResult(View().State is "succeeded" or "failed"), 120);
        return View();
    }

    /// <summary>Has both sides compared, and returns what was found.</summary>
    private protected static async Task<JsonObject> FoundAsync(TestHub hub, bool whole = true)
    {
        var run = await CompareAsync(hub, whole);
        run.State.ShouldBe("succeeded", run.History[0].Reason);
        using var client = hub.Client();
        return (await client.GetFromJsonAsync<JsonArray>(Path))!.Single()!.AsObject();
    }

    private protected static IReadOnlyList<string> Records(JsonObject found) =>
    [
        .. found["records"]!.AsArray().Select(r =>
                $"{r!["key"]} {r["kind"]} "
                + string.Join("; ", r["fields"]!.AsArray().Select(f => $"{f!["path"]}: {f["legacy"]} / {f["new"]}")))
            .Order(StringComparer.Ordinal),
    ];

    private protected static async Task<IReadOnlyList<AuditEntry>> AuditedAsync(TestHub hub, string action) =>
        await hub.Audit.ListAsync(new AuditQuery { Action = action, Limit = 1000 });
}
