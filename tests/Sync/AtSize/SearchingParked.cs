using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.AtSize;

public sealed class SearchingParked_on_SQLite() : SearchingParked(StoreEngine.Sqlite);

public sealed class SearchingParked_on_PostgreSQL() : SearchingParked(StoreEngine.Postgres)
{
    // Several pages of a search.
    private const int Many = 30_000;

    [Fact]
    public async Task A_search_reads_each_row_once_before_there_are_statistics()
    {
        await using var hub = await TestHub.StartAsync(Stores, new FakeSystem("L", Side.Legacy), new FakeSystem("N", Side.New));
        await using var store = Stores.Open("hub");
        await store.WriteAsync((c, t) => c.ExecuteAsync(
            """
            ALTER TABLE sync_parked SET (autovacuum_enabled = off);
            INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
            SELECT 'p' || (10000000 + n), 'orders: adapter:L > service:N', 'K-' || n, 1, repeat('x', 1200), repeat('y', 200), n
            FROM generate_series(1, @Many) AS n
            """,
            new { Many }, t));
        (await hub.Parked.CountAsync(new("orders", Reason: "yyy", Since: DateTimeOffset.UnixEpoch))).ShouldBe(Many);
        // What a connection has read is counted a moment later.
        await Eventually.HoldsAsync(async () => await ReadAsync() >= Many);
        (await ReadAsync()).ShouldBeLessThan(Many * 5 / 4);

        Task<long> ReadAsync() => store.ReadAsync(c => c.ExecuteScalarAsync<long>(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'sync_parked'"));
    }
}

/// <summary>Parked changes are found by link, record, reason and time, page by page.</summary>
public abstract class SearchingParked(StoreEngine engine) : StoreTest(engine)
{
    private const string Parked = "/hub/api/sync/parked";
    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);

    [Fact]
    public async Task A_search_finds_by_link_key_reason_and_time()
    {
        await using var hub = await ParkedAsync();
        using var client = hub.Client();
        (await KeysAsync(client, "")).Count.ShouldBe(12);
        (await KeysAsync(client, "?key=K-3")).ShouldBe(["K-3"]);
        (await KeysAsync(client, "?link=orders&reason=NO%20SUCH")).ShouldBe(["K-0", "K-2", "K-4", "K-6", "K-8", "K-10"]);
        (await KeysAsync(client, "?reason=100%25")).Count.ShouldBe(6);
        (await KeysAsync(client, "?reason=100_")).ShouldBeEmpty();
        (await KeysAsync(client, "?since=1h")).Count.ShouldBe(12);
        (await KeysAsync(client, "?since=2999-01-01")).ShouldBeEmpty();
        (await client.GetFromJsonAsync<JsonObject>($"{Parked}/count?reason=no%20such"))!["count"]!.GetValue<long>().ShouldBe(6);
    }

    [Fact]
    public async Task What_is_found_comes_in_pages_each_after_the_one_before()
    {
        await using var hub = await ParkedAsync();
        using var client = hub.Client();
        var all = new List<string>();
        for (var after = ""; ;)
        {
            var page = (await client.GetFromJsonAsync<JsonArray>($"{Parked}?limit=5{after}"))!;
            all.AddRange(page.Select(p => p!["key"]!.ToString()));
            if (page.Count < 5)
                break;
            after = $"&after={page[^1]!["id"]}";
        }

        all.ShouldBe(Enumerable.Range(0, 12).Select(n => $"K-{n}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("?link=ordres", HttpStatusCode.NotFound, "There is no link 'ordres'; did you mean 'orders'?")]
    [InlineData("?since=yesterday&limit=0&key=", HttpStatusCode.BadRequest, "$.since: is no time such as")]
    [InlineData("?since=yesterday&limit=0&key=", HttpStatusCode.BadRequest, "$.limit: is no number from 1 to 10000")]
    [InlineData("?since=yesterday&limit=0&key=", HttpStatusCode.BadRequest, "$.key: is empty")]
    public async Task A_search_that_cannot_be_right_says_so(string query, HttpStatusCode status, string told)
    {
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        using var client = hub.Client();
        using var answer = await client.GetAsync(Parked + query);
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.ToString().ShouldContain(told);
    }

    [Fact]
    public async Task A_dropped_change_does_not_go_over_and_a_later_one_of_its_record_does()
    {
        await using var hub = await ParkedAsync();
        using var client = hub.Client();
        var id = (await hub.Parked.ListAsync()).Single(p => p.Key == "K-3").Id;
        using var silent = await client.PostAsJsonAsync($"{Parked}/{id}/drop", new { });
        silent.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var dropped = await client.PostAsJsonAsync($"{Parked}/{id}/drop", new { reason = "made by hand" });
        dropped.StatusCode.ShouldBe(HttpStatusCode.OK, await dropped.Content.ReadAsStringAsync());
        using var again = await client.PostAsJsonAsync($"{Parked}/{id}/drop", new { reason = "made by hand" });
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await hub.Parked.ListAsync()).ShouldAllBe(p => p.Key != "K-3");

        _new.Refuses = _ => null;
        using var replay = await client.PostAsync($"{Parked}/{id}/replay", null);
        replay.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _legacy.Write("K-3", 99);
        await hub.CaughtUpAsync();
        await Eventually.HoldsAsync(() => _new.Effects.Any(e => e == ("K-3", 2L)));
        _new.Effects.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_was_dropped_is_kept_with_its_values_for_a_while_and_then_forgotten()
    {
        await using var hub = await ParkedAsync();
        var id = (await hub.Parked.ListAsync())[0].Id;
        (await hub.Parked.DropAsync(id)).ShouldNotBeNull();
        await using var store = Stores.Open("hub");
        var kept = await store.ReadAsync(c => c.ExecuteScalarAsync<string>("SELECT change FROM sync_settled"));
        new RecordSeal(() => RecordKeys.Load(Stores.Data, isShared: false)).Open(kept)!.ShouldContain("value");
        (await hub.Parked.PruneAsync(TimeProvider.System.GetUtcNow().AddDays(-1))).ShouldBe(0);
        (await hub.Parked.PruneAsync(TimeProvider.System.GetUtcNow().AddDays(1))).ShouldBe(1);
        (await hub.Parked.ListAsync()).Count.ShouldBe(11);
    }

    private async Task<TestHub> ParkedAsync()
    {
        _new.Refuses = c => c.Content!["value"]!.GetValue<int>() % 2 == 0 ? "No such article" : "discount 100% refused";
        for (var n = 0; n < 12; n++)
            _legacy.Write($"K-{n}", n);
        var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 12);
        return hub;
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(HttpClient client, string query) =>
        [
            .. (await client.GetFromJsonAsync<JsonArray>(Parked + query))!.Select(p => p!["key"]!.ToString())
                .OrderBy(k => int.Parse(k[2..], System.Globalization.CultureInfo.InvariantCulture)),
        ];
}
