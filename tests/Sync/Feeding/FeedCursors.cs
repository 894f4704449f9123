using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Feeding;
using Hub.Sync.Streams;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Feeding;

public sealed class FeedCursors_on_SQLite() : FeedCursors(StoreEngine.Sqlite);

public sealed class FeedCursors_on_PostgreSQL() : FeedCursors(StoreEngine.Postgres);

/// <summary>Where readers go on: behind others' late commits, behind pruned deletions, and with cursors that are none.</summary>
public abstract class FeedCursors(StoreEngine engine) : FedSides(engine)
{
    [Fact]
    public async Task A_transaction_that_commits_late_is_never_passed_by_a_reader()
    {
        await using var hub = await StartAsync();
        await AppendAsync(hub, "A");
        var (appended, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var late = hub.Store.Database.WriteAsync(async (c, t) =>
        {
            await hub.Feed.AppendAsync(c, t, Entry("B"));
            appended.TrySetResult();
            await goOn.Task;
            return true;
        });
        await appended.Task;
        var quick = AppendAsync(hub, "C");
        // It waits for its number, or would be seen first. The other engine has one writer.
        if (IsShared)
            await Eventually.HoldsAsync(async () => await hub.Store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%sync_feed_state%'"
                + " AND datname = current_database()")) > 0);
        var (seen, cursor) = await ReadAsync(hub);
        seen.Select(e => e["subject"]!.ToString()).ShouldBe(["A"]);
        quick.IsCompleted.ShouldBeFalse();
        goOn.SetResult();
        await late;
        await quick;
        (await ReadAsync(hub, cursor)).Events.Select(e => e["subject"]!.ToString()).ShouldBe(["B", "C"]);
    }

    [Fact]
    public async Task Readers_that_follow_many_writers_end_with_the_last_change_of_every_record_and_no_number_twice()
    {
        await using var hub = await StartAsync();
        var (random, done) = (new Random(7), false);
        var latest = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        var copy = new Dictionary<string, string?>();
        var numbers = new List<string>();
        var reading = Task.Run(async () =>
        {
            string? cursor = null;
            while (true)
            {
                var last = Volatile.Read(ref done);
                var (events, next) = await ReadAsync(hub, cursor, limit: 7);
                foreach (var change in events)
                {
                    copy[change["subject"]!.ToString()] = change["data"]?["value"]!.ToString();
                    numbers.Add(change["sequence"]!.ToString());
                }

                cursor = next;
                if (last)
                    return;
            }
        });
        // Each writer has records of its own, as changes of one record are in turn.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                string key;
                lock (random)
                    key = $"K-{writer}-{random.Next(5)}";
                var deletes = i % 9 == 8;
                await AppendAsync(hub, key, deletes ? null : i);
                latest[key] = deletes ? "" : $"{i}";
            }
        })));
        Volatile.Write(ref done, true);
        await reading;
        copy.ToDictionary(c => c.Key, c => c.Value ?? "").ShouldBe(
            latest.Where(l => copy.ContainsKey(l.Key) || l.Value.Length > 0).ToDictionary(), ignoreOrder: true);
        numbers.ShouldBeUnique();
        numbers.ShouldBeInOrder();
    }

    [Fact]
    public async Task A_reader_that_missed_pruned_deletions_begins_again_and_one_that_began_since_does_not()
    {
        await using var hub = await StartAsync();
        foreach (var key in new[] { "A", "B", "C" })
            await AppendAsync(hub, key);
        var (events, last) = await ReadAsync(hub);
        var early = events[0]["cursor"]!.ToString();
        await AppendAsync(hub, "B", value: null);
        var current = (await ReadAsync(hub)).Cursor;
        (await ReadAsync(hub, early)).Events.Count.ShouldBe(2);

        await hub.Feed.PruneAsync("orders", TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        (await ReadAsync(hub, early)).Events.Count.ShouldBe(2);
        (await hub.Feed.PruneAsync("orders", TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1))).ShouldBeGreaterThan(0);
        foreach (var stale in new[] { early, last })
        {
            var problem = await GoneAsync(hub, stale);
            problem["begin"]!.ToString().ShouldBe(Feed);
            problem["detail"]!.ToString().ShouldContain("Deletions behind the cursor are not kept any more");
        }

        (await ReadAsync(hub, current)).Events.ShouldBeEmpty();
        // From the start, in pages whose numbers are below the deletion's.
        (await ReadAsync(hub, limit: 1)).Events.Select(e => e["subject"]!.ToString()).ShouldBe(["A", "C"]);
        await AppendAsync(hub, "B");
        (await ReadAsync(hub, current)).Events.Select(e => e["subject"]!.ToString()).ShouldBe(["B"]);
    }

    [Fact]
    public async Task A_cursor_of_another_entity_or_another_feed_is_gone_and_what_is_none_is_refused()
    {
        await using var hub = await StartAsync();
        await AppendAsync(hub, "A");
        var mine = FeedCursor.Parse((await ReadAsync(hub)).Cursor)!;
        (await GoneAsync(hub, $"{mine with { Entity = "customers" }}"))["detail"]!.ToString().ShouldContain("feed of customers");
        (await GoneAsync(hub, $"{mine with { Generation = mine.Generation - 1 }}"))["detail"]!.ToString()
            .ShouldContain("made anew");
        (await GoneAsync(hub, $"{mine with { Number = 2 }}"))["detail"]!.ToString().ShouldContain("restored from a backup");
        (await GoneAsync(hub, $"{mine with { Number = long.MaxValue }}"))["begin"]!.ToString().ShouldBe(Feed);
        (await GoneAsync(hub, $"{mine with { Number = 0, Floor = 99 }}"))["begin"]!.ToString().ShouldBe(Feed);

        using var client = hub.Client();
        foreach (var hostile in new[]
                 {
                     "1", "-1", "null", "'; DROP TABLE sync_feed; --", "%00", new string('A', 4000), "..%2f", "ZmVlZA",
                     Encoded("feed\norders\n1\n-5\n0"), Encoded("feed\norders\n1\n1e3\n0"), Encoded("feed\n\n1\n1\n0"),
                     Encoded("feed\norders\n1\n99999999999999999999\n0"), Encoded("records\norders\nA"),
                     Encoded("feed\norders\n1\n٣\n0"), Encoded("feed\norders\n1\n1\n0\n0\n0"),
                 })
        {
            using var refused = await client.GetAsync($"{Feed}?after={hostile}");
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, hostile);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("leave");
        }

        foreach (var (query, fault) in new[]
                 {
                     ("after=", "is empty"), ("limit=0", "from 1 to 1000"), ("limit=1001", "from 1 to 1000"),
                     ("limit=x", "limit"),
                     ("wait=2m", "up to 1m"), ("wait=-1s", "wait"), ("limit=0&wait=x", "wait"),
                 })
        {
            using var refused = await client.GetAsync($"{Feed}?{query}");
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
            (await refused.Content.ReadAsStringAsync()).ShouldContain(fault);
        }

        using var unknown = await client.GetAsync("/hub/feed/ordres");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("did you mean 'orders'?");
    }

    [Fact]
    public async Task A_cursor_of_before_a_restore_is_gone_also_where_others_have_its_number_by_now()
    {
        await using var hub = await StartAsync();
        await AppendAsync(hub, "A");
        var shared = (await ReadAsync(hub)).Cursor;
        await AppendAsync(hub, "B");
        await AppendAsync(hub, "C");
        var (events, last) = await ReadAsync(hub);
        var early = events[1]["cursor"]!.ToString();

        // As if the store were that of before B, and others had changed since.
        await hub.Store.Database.WriteAsync((c, t) => Dapper.SqlMapper.ExecuteAsync(
            c, "DELETE FROM sync_feed WHERE number > 1; UPDATE sync_feed_state SET last = 1", transaction: t));
        foreach (var key in new[] { "X", "Y", "Z" })
            await AppendAsync(hub, key);
        foreach (var cursor in new[] { early, last })
            (await GoneAsync(hub, cursor))["detail"]!.ToString().ShouldContain("made anew, or restored from a backup");
        (await ReadAsync(hub, shared)).Events.Select(e => e["subject"]!.ToString()).ShouldBe(["X", "Y", "Z"]);
        // One of the version before says nothing of its time.
        var parts = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(shared)).Split('\n');
        (await ReadAsync(hub, Encoded(string.Join('\n', parts[..5])))).Events.Count.ShouldBe(3);
    }

    [Fact]
    public void A_cursor_is_read_as_it_was_written() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(),
        (name, number, floor) =>
        {
            var entity = new string([.. name.Get.Where(char.IsAsciiLetter)]) + "e";
            var cursor = new FeedCursor(entity, 17, number.Get, floor.Get, 99);
            var read = FeedCursor.Parse(cursor.ToString())!;
            // A number above the floor needs none.
            return (read.Entity, read.Generation, read.Number, read.SeenAt, Math.Max(read.Number, read.Floor))
                == (entity, 17, cursor.Number, 99L, Math.Max(cursor.Number, cursor.Floor));
        }).QuickCheckThrowOnFailure();

    private static string Encoded(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static async Task<JsonObject> GoneAsync(TestHub hub, string cursor)
    {
        using var client = hub.Client();
        using var response = await client.GetAsync($"{Feed}?after={cursor}");
        response.StatusCode.ShouldBe(HttpStatusCode.Gone, cursor);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static FeedEntry Entry(string key, int? value = 0) => value is null
        ? FeedEntry.OfDeleted("orders", key, Side.New)
        : new FeedEntry(
            "orders", key, ChangeKind.Upsert, $"{value}", new JsonObject { ["id"] = key, ["value"] = value }.ToJsonString(),
            Side.New);

    private static async Task AppendAsync(TestHub hub, string key, int? value = 0)
    {
        await hub.Store.Database.WriteAsync(async (c, t) =>
        {
            await hub.Feed.AppendAsync(c, t, Entry(key, value));
            return true;
        });
        hub.Feed.Announce("orders");
    }
}
