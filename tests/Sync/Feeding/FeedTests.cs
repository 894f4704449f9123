using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Feeding;

public sealed class FeedTests_on_SQLite() : FeedTests(StoreEngine.Sqlite);

public sealed class FeedTests_on_PostgreSQL() : FeedTests(StoreEngine.Postgres);

/// <summary>What the feed tells of records that change on both sides.</summary>
public abstract class FeedTests(StoreEngine engine) : FedSides(engine)
{
    [Fact]
    public async Task Each_record_is_told_once_with_its_latest_change_whichever_side_made_it()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        await FedAsync(hub, "N-1 {'limit':1,'note':'a'}");
        var (first, cursor) = await ReadAsync(hub);
        var change = first.ShouldHaveSingleItem();
        (change["specversion"]!.ToString(), change["source"]!.ToString(), change["type"]!.ToString(), change["side"]!.ToString())
            .ShouldBe(("1.0", Feed, "hub.record.changed", "legacy"));
        change["datacontenttype"]!.ToString().ShouldBe("application/json");
        DateTimeOffset.Parse(change["time"]!.ToString()).ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));

        New.Edit(key, "{'note':'b'}");
        await HoldAsync(key, "{'limit':1,'note':'b'}");
        await FedAsync(hub, "N-1 {'limit':1,'note':'b'}");
        await RestAsync(hub);
        var later = (await ReadAsync(hub, cursor)).Events;
        later.Count(e => e["subject"]!.ToString() == key).ShouldBe(1);
        later[0]["side"]!.ToString().ShouldBe("new");
        later.Select(e => e["sequence"]!.ToString()).ShouldBeInOrder();
        later.Select(e => e["id"]!.ToString()).Append(change["id"]!.ToString()).ShouldBeUnique();
        // Nothing goes round: what comes back as an echo tells nothing.
        var before = (await ReadAsync(hub)).Cursor;
        await hub.CaughtUpAsync();
        (await ReadAsync(hub, before)).Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_merge_is_told_and_no_value_goes_back()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        Mute(true);
        Legacy.Edit("L-1", "{'limit':2}");
        New.Edit(key, "{'note':'b'}");
        Mute(false);
        await HoldAsync(key, "{'limit':2,'note':'b'}");
        await FedAsync(hub, "N-1 {'limit':2,'note':'b'}");
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Of_a_conflict_the_value_that_stands_is_told_and_never_the_other_one(bool legacyFirst)
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        await FedAsync(hub, "N-1 {'limit':1}");
        var told = new List<string>();
        using var ended = new CancellationTokenSource();
        var listening = ListenAsync(hub, told, ended.Token);
        Mute(true);
        Legacy.Edit("L-1", "{'limit':2}");
        New.Edit(key, "{'limit':3}");
        (legacyFirst ? Legacy : New).IsMute = false;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        Mute(false);
        // The plan has no route for them, so legacy owns them.
        await HoldAsync(key, "{'limit':2}");
        await FedAsync(hub, "N-1 {'limit':2}");
        await Eventually.HoldsAsync(() => Copy(told).Contains("N-1 {'limit':2}"));
        await ended.CancelAsync();
        await listening;
        Copy(told).ShouldNotContain("N-1 {'limit':3}");
    }

    [Fact]
    public async Task A_conflict_that_waits_for_a_person_is_told_once_it_is_resolved()
    {
        await using var hub = await StartAsync(ConflictRule.Park);
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        await FedAsync(hub, "N-1 {'limit':1,'note':'a'}");
        var id = await ConflictAsync(hub, key, "{'limit':2}", "{'limit':3}");
        await hub.CaughtUpAsync();
        await FedAsync(hub, "N-1 {'limit':1,'note':'a'}");

        using var client = hub.Client();
        (await client.PostAsJsonAsync($"/hub/api/sync/conflicts/{id}/resolve", new { content = new { limit = 5 }, reason = "x" }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        await FedAsync(hub, "N-1 {'limit':5,'note':'a'}");
        await HoldAsync(key, "{'limit':5,'note':'a'}");
        var cursor = (await ReadAsync(hub)).Cursor;
        await RestAsync(hub);
        (await ShownAsync(hub, cursor)).ShouldNotContain(e => e.StartsWith("N-1 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deletion_is_told_without_data_and_a_record_that_was_never_told_is_not_told_as_deleted()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        await FedAsync(hub, "N-1 {'limit':1}");
        Legacy.Delete("L-1");
        await Eventually.HoldsAsync(() => New.Read(key) is null);
        await FedAsync(hub, "N-1 hub.record.deleted");
        (await ReadAsync(hub)).Events[0].ContainsKey("datacontenttype").ShouldBeFalse();
        New.Refuses = c => c["limit"]?.ToString() == "2" ? "limit" : null;
        Legacy.Delete(Legacy.Make("{'limit':2}"));
        await RestAsync(hub);
        (await ShownAsync(hub)).Count(e => e.EndsWith(".deleted", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_link_that_keeps_hashes_only_tells_that_a_record_changed_and_not_what_it_says()
    {
        await using var hub = await StartAsync(hashOnly: true);
        await MakeAsync(hub, "{'limit':1}");
        await FedAsync(hub, "N-1 hub.record.changed");
        using var client = hub.Client();
        var record = (await client.GetFromJsonAsync<JsonObject>("/hub/records/orders/N-1"))!;
        record["data"].ShouldBeNull();
        using var filtered = await client.GetAsync("/hub/records/orders?limit=5&value=3");
        filtered.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await filtered.Content.ReadAsStringAsync()).ShouldContain("keeps hashes only");
    }

    [Fact]
    public async Task The_feed_outlives_a_restart_with_its_numbers_and_cursors()
    {
        var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        await FedAsync(hub, "N-1 {'limit':1}");
        var cursor = (await ReadAsync(hub)).Cursor;
        await hub.KillAsync();
        await using var next = await StartAsync();
        New.Edit(key, "{'limit':2}");
        await Eventually.HoldsAsync(async () => (await ShownAsync(next, cursor)).SequenceEqual(["N-1 {'limit':2}"]));
    }

    private static async Task ListenAsync(TestHub hub, List<string> told, CancellationToken cancellation)
    {
        using var client = hub.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, Feed);
        request.Headers.Accept.ParseAdd("text/event-stream");
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await reader.ReadLineAsync(cancellation) is { } line)
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                    lock (told)
                        told.Add(Show(JsonNode.Parse(line["data: ".Length..])!.AsObject()));
        }
        catch (OperationCanceledException)
        {
            // As it was told to.
        }
    }

    private static List<string> Copy(List<string> told)
    {
        lock (told)
            return [.. told];
    }
}
