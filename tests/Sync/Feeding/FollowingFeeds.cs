using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Feeding;
using Hub.Sync.Streams;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Feeding;

public sealed class FollowingFeeds_on_SQLite() : FollowingFeeds(StoreEngine.Sqlite);

public sealed class FollowingFeeds_on_PostgreSQL() : FollowingFeeds(StoreEngine.Postgres);

/// <summary>Readers that wait: by long polls and by server-sent events.</summary>
public abstract class FollowingFeeds(StoreEngine engine) : FedSides(engine)
{
    [Fact]
    public async Task A_long_poll_is_answered_by_the_change_that_it_waits_for_and_empty_where_none_comes()
    {
        await using var hub = await StartAsync();
        using var client = hub.Client();
        using var empty = await client.GetAsync($"{Feed}?wait=1ms");
        (await empty.Content.ReadAsStringAsync()).ShouldBe("[]");
        var cursor = empty.Headers.GetValues("X-Hub-Cursor").Single();
        empty.Headers.GetValues("Link").Single().ShouldBe($"<{Feed}?after={cursor}&limit=100>; rel=\"next\"");

        var waiting = client.GetFromJsonAsync<JsonArray>($"{Feed}?wait=1m&after={cursor}");
        await Eventually.HoldsAsync(() => hub.FeedWatch.Readers == 1);
        waiting.IsCompleted.ShouldBeFalse();
        Legacy.Make("{'limit':1}");
        Show((await waiting)!.ShouldHaveSingleItem()!.AsObject()).ShouldBe("N-1 {'limit':1}");
        await Eventually.HoldsAsync(() => hub.FeedWatch.Readers == 0);
    }

    [Fact]
    public async Task A_long_poll_is_woken_by_another_processs_change()
    {
        if (!IsShared)
            return;
        await using var hub = await StartAsync();
        await using var store = Stores.Open("hub");
        var other = new FeedLog(new(store), TimeProvider.System);
        using var client = hub.Client();
        var waiting = client.GetFromJsonAsync<JsonArray>($"{Feed}?wait=1m");
        await Eventually.HoldsAsync(() => hub.FeedWatch.Readers == 1);
        await store.WriteAsync(async (c, t) =>
        {
            await other.AppendAsync(c, t, new FeedEntry("orders", "K", ChangeKind.Upsert, "h", """{"id":"K"}""", Side.New));
            return true;
        });
        // Before it would have read again by itself.
        (await waiting.WaitAsync(TimeSpan.FromSeconds(45)))!.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_committed_while_a_page_is_read_is_on_it_or_above_what_it_waits_for()
    {
        if (!IsShared)
            return;
        // Makes the tables.
        await using (await StartAsync())
        {
        }

        await using var store = Stores.Open("hub");
        await using var others = Stores.Open("hub");
        var feed = new FeedLog(new(store), TimeProvider.System);
        Task<(IReadOnlyList<FeedRow> Rows, FeedState State)>? reading = null;
        await others.WriteAsync(async (c, t) =>
        {
            // The reading comes to a stop where it asks how far the feed goes.
            await c.ExecuteAsync("LOCK TABLE sync_feed_state IN ACCESS EXCLUSIVE MODE", transaction: t);
            reading = feed.ReadAsync("orders", 0, 10);
            await Eventually.HoldsAsync(async () => await c.ExecuteScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'sync_feed_state'::regclass AND NOT granted)",
                transaction: t));
            await new FeedLog(new(others), TimeProvider.System).AppendAsync(
                c, t, new FeedEntry("orders", "K", ChangeKind.Upsert, "h", """{"id":"K"}""", Side.New));
            return true;
        });
        var (rows, state) = await reading!;
        (rows.Count > 0 || state.Last == 0).ShouldBeTrue($"{rows.Count} rows, and it waits for what comes after {state.Last}");
    }

    [Fact]
    public async Task Server_sent_events_go_on_behind_the_last_one_that_was_seen()
    {
        await using var hub = await StartAsync();
        using var client = hub.Client();
        Legacy.Make("{'limit':1}");
        Legacy.Make("{'limit':2}");
        await Eventually.HoldsAsync(async () => (await ReadAsync(hub)).Events.Count == 2);
        string? last;
        using (var stream = await OpenAsync(client, $"{Feed}?limit=1"))
        {
            (var id, var change) = await NextAsync(stream);
            (_, var next) = await NextAsync(stream);
            (Show(change), Show(next)).ShouldBe(("N-1 {'limit':1}", "N-2 {'limit':2}"));
            last = id;
        }

        // As browsers do, with the address that they were first given.
        using (var again = await OpenAsync(client, Feed, last))
        {
            Show((await NextAsync(again)).Change).ShouldBe("N-2 {'limit':2}");
            Legacy.Make("{'limit':3}");
            Show((await NextAsync(again)).Change).ShouldBe("N-3 {'limit':3}");
        }

        await Eventually.HoldsAsync(() => hub.FeedWatch.Readers == 0);
        using var request = new HttpRequestMessage(HttpMethod.Get, Feed);
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", new FeedCursor("customers", 1, 1, 0, 1).ToString());
        using var gone = await client.SendAsync(request);
        gone.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_reader_of_a_stream_whose_deletions_are_pruned_is_told_so_and_the_stream_ends()
    {
        await using var hub = await StartAsync();
        using var client = hub.Client();
        await MakeAsync(hub, "{'limit':1}");
        using var stream = await OpenAsync(client, Feed);
        await NextAsync(stream);
        // As if the reader had been away in between: what it would read next is gone before it looks.
        await hub.Store.Database.WriteAsync(async (c, t) =>
        {
            await hub.Feed.AppendAsync(c, t, FeedEntry.OfDeleted("orders", "N-1", Side.Legacy));
            return await Dapper.SqlMapper.ExecuteAsync(c,
                "DELETE FROM sync_feed; UPDATE sync_feed_state SET pruned = last, last = last + 1", transaction: t);
        });
        hub.Feed.Announce("orders");
        var told = await stream.ReadToEndAsync();
        told.ShouldContain("event: problem");
        told.ShouldContain("Begin again at the start");
    }

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_is_told_to_come_again_and_reads_without_waiting()
    {
        var link = TestHub.Link(bothWays: true);
        await using var hub = await TestHub.StartAsync(
            Stores, new FakeSystem("L", Side.Legacy), new FakeSystem("N", Side.New), link,
            TestHub.Quick with { FeedReaders = 1 });
        using var client = hub.Client();
        using (await OpenAsync(client, Feed))
        {
            await Eventually.HoldsAsync(() => hub.FeedWatch.Readers == 1);
            using var full = await client.GetAsync($"{Feed}?wait=1m");
            full.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            full.Headers.RetryAfter.ShouldNotBeNull();
            (await client.GetAsync(Feed)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.HoldsAsync(async () => (await client.GetAsync($"{Feed}?wait=1ms")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_token_takes_a_quarter_of_the_places_and_leaves_the_others_to_others()
    {
        await using var hub = await TestHub.StartAsync(
            Stores, new FakeSystem("L", Side.Legacy), new FakeSystem("N", Side.New), TestHub.Link(bothWays: true),
            TestHub.Quick with { FeedReaders = 8 });
        var watch = hub.FeedWatch;
        var places = Enumerable.Range(0, 3).Select(_ => watch.TryEnter("greedy", out var isOwn)).ToList();
        (places[0] is null, places[1] is null, places[2] is null).ShouldBe((false, false, true));
        using (var other = watch.TryEnter("other", out var none))
            (other is null, none).ShouldBe((false, false));
        places[0]!.Dispose();
        places[0]!.Dispose();
        using var again = watch.TryEnter("greedy", out _);
        again.ShouldNotBeNull();
        watch.TryEnter("greedy", out var isFull).ShouldBeNull();
        isFull.ShouldBeTrue();
        places[1]!.Dispose();
        again.Dispose();
        watch.Readers.ShouldBe(0);
    }

    [Fact]
    public async Task A_process_that_stops_ends_its_readers_at_once()
    {
        var hub = await StartAsync();
        using var client = hub.Client();
        var waiting = client.GetStringAsync($"{Feed}?wait=1m");
        using var stream = await OpenAsync(client, Feed);
        await Eventually.HoldsAsync(() => hub.FeedWatch.Readers == 2);
        var stopping = hub.StopAsync();
        // Before it would have been answered by itself.
        (await waiting.WaitAsync(TimeSpan.FromSeconds(45))).ShouldBe("[]");
        await stream.ReadToEndAsync();
        await stopping;
    }

    private static async Task<StreamReader> OpenAsync(HttpClient client, string address, string? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    private static async Task<(string Id, JsonObject Change)> NextAsync(StreamReader stream)
    {
        var id = "";
        while (await stream.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } line)
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line["id: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, JsonNode.Parse(line["data: ".Length..])!.AsObject());
        throw new EndOfStreamException();
    }
}
