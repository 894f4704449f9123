using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Bonds;

/// <summary>What the hub keeps of records: encrypted in its store, and shown as ever.</summary>
public sealed class EncryptedTests() : TwoSides(StoreEngine.Sqlite)
{
    private static readonly string[] Values = ["Ariadne", "Theseus", "Minotaur", "Daedalus", "Icarus"];

    [Fact]
    public async Task No_value_of_a_record_is_in_the_stores_file_and_all_that_reads_it_shows_it()
    {
        await using var hub = await StartAsync(ConflictRule.Park);
        var key = await MakeAsync(hub, "{'limit':1,'name':'Ariadne','note':'a'}");
        // In the bond and the feed; then a conflict with both values, a parked change and a dropped one.
        await ConflictAsync(hub, key, "{'note':'Theseus'}", "{'note':'Minotaur'}");
        // The reason as the system gives it, which may name a person.
        Legacy.Refuses = _ => "Icarus is closed";
        New.Make("{'name':'Daedalus'}", "r-1");
        New.Make("{'name':'Daedalus 2'}", "r-2");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 2);
        var parked = await hub.Parked.ListAsync();
        (await hub.Parked.DropAsync(parked[0].Id)).ShouldNotBeNull();
        (await hub.Rehearsals.RehearseAsync("orders", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken))
            .ShouldNotBeNull().Records.ShouldContain(r => r.Reason.Contains("Icarus", StringComparison.Ordinal));

        var store = hub.Store;
        store.Records.Encrypts.ShouldBeTrue();
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync("UPDATE sync_bond SET agreed_at = agreed_at", transaction: t));
        AssertNoValueIsKept();

        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        conflict["fields"]!.ToJsonString().ShouldBe("""[{"path":"note","base":"a","legacy":"Theseus","new":"Minotaur"}]""");
        (await hub.Parked.FindAsync(parked[1].Id))!.Content!.ShouldContain("Daedalus");
        using var client = hub.Client();
        (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/parked?reason=icarus"))!
            .ShouldHaveSingleItem()!["reason"]!.GetValue<string>().ShouldContain("Icarus is closed");
        (await client.PostAsJsonAsync($"/hub/api/sync/parked/{parked[1].Id}/replay", new { })).StatusCode
            .ShouldBe(HttpStatusCode.Conflict);
        AssertNoValueIsKept();
        Legacy.Refuses = _ => null;
        (await client.PostAsJsonAsync(
            $"/hub/api/sync/conflicts/{conflict["id"]}/resolve", new { use = "new", reason = "asked" }))
            .EnsureSuccessStatusCode();
        await HoldAsync(key, "{'limit':1,'name':'Ariadne','note':'Minotaur'}");
    }

    private void AssertNoValueIsKept()
    {
        foreach (var file in Directory.EnumerateFiles(Stores.Data.Path, "hub.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            foreach (var value in Values)
                bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(value)).ShouldBe(-1, $"{value} in {file}");
        }
    }

    [Fact]
    public async Task Rows_that_an_earlier_version_kept_in_the_clear_are_merged_as_before()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        var store = hub.Store;
        (await store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            "UPDATE sync_bond SET content = @content WHERE new_key = @key",
            new { key, content = """{"limit":1,"note":"a"}""" }, t))).ShouldBe(1);
        Mute(true);
        Legacy.Edit("L-1", "{'limit':2}");
        New.Edit(key, "{'note':'b'}");
        Mute(false);
        await HoldAsync(key, "{'limit':2,'note':'b'}");
        await RestAsync(hub);
        (await ConflictsAsync(hub)).ShouldBeEmpty();
        var kept = await store.Database.ReadAsync(c => c.QuerySingleAsync<string>(
            "SELECT content FROM sync_bond WHERE new_key = @key", new { key }));
        kept.ShouldStartWith("sealed:");
    }
}
