using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Feeding;

public sealed class AgreedRecordsTests_on_SQLite() : AgreedRecordsTests(StoreEngine.Sqlite);

public sealed class AgreedRecordsTests_on_PostgreSQL() : AgreedRecordsTests(StoreEngine.Postgres);

/// <summary>The records that both sides agree on, and those that were bonded before there was a feed.</summary>
public abstract class AgreedRecordsTests(StoreEngine engine) : FedSides(engine)
{
    private const string Records = "/hub/records/orders";

    [Fact]
    public async Task Records_are_listed_in_pages_and_found_by_key_whichever_side_made_them()
    {
        await using var hub = await StartAsync();
        for (var i = 1; i <= 5; i++)
            Legacy.Make($"{{'limit':{i}}}");
        New.Make("{'limit':6}");
        await Eventually.HoldsAsync(async () => (await ReadAsync(hub)).Events.Count == 6);
        using var client = hub.Client();
        var (records, after, pages) = (new List<JsonNode>(), "", 0);
        do
        {
            var page = await client.GetFromJsonAsync<JsonObject>($"{Records}?limit=4{after}");
            records.AddRange(page!["records"]!.AsArray()!);
            after = page["next"] is { } next ? $"&after={next}" : null;
            pages++;
        }
        while (after is not null);
        pages.ShouldBe(2);
        records.Select(r => r["key"]!.ToString()).ShouldBe(["N-1", "N-2", "N-3", "N-4", "N-5", "N-6"], ignoreOrder: true);
        records.Select(r => r["key"]!.ToString()).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        records.ShouldAllBe(r => r["data"]!["id"]!.ToString() == r["key"]!.ToString() && r["ageSeconds"]!.GetValue<long>() >= 0);
        records.Count(r => r["side"]!.ToString() == "new").ShouldBe(1);

        var one = (await client.GetFromJsonAsync<JsonObject>($"{Records}/{records[0]["key"]}"))!;
        one["data"]!.ToJsonString().ShouldBe(records[0]["data"]!.ToJsonString());
        using var none = await client.GetAsync($"{Records}/N-99");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        // Which key the new side gave it is as it came.
        var key = records.Single(r => r["data"]!["limit"]!.ToString() == "1")["key"]!;
        Legacy.Delete("L-1");
        await Eventually.HoldsAsync(
            async () => (await client.GetAsync($"{Records}/{key}")).StatusCode == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Records_are_filtered_by_fields_of_the_contract_and_by_when_they_changed()
    {
        await using var hub = await StartAsync();
        Legacy.Make("{'credit':1,'city':'Köln','address':{'zip':'50667'},'open':true}");
        Legacy.Make("{'credit':2.50,'city':'Bonn','address':{'zip':'53111'},'open':false}");
        Legacy.Make("{'credit':2.5,'city':null}");
        await Eventually.HoldsAsync(async () => (await ReadAsync(hub)).Events.Count == 3);
        using var client = hub.Client();
        async Task<string> KeysAsync(string query) => string.Join(' ', (await client.GetFromJsonAsync<JsonObject>(
            $"{Records}?{query}"))!["records"]!.AsArray().Select(r => r!["data"]!["credit"]!.ToJsonString()));
        (await KeysAsync("city=K%C3%B6ln")).ShouldBe("1");
        (await KeysAsync("credit=2.5")).Split(' ').ShouldBe(["2.50", "2.5"], ignoreOrder: true);
        (await KeysAsync("credit=1.0&limit=1")).ShouldBe("1");
        (await KeysAsync("address.zip=53111")).ShouldBe("2.50");
        (await KeysAsync("open=true&city=Bonn")).ShouldBe("");
        (await KeysAsync("city=null")).ShouldBe("2.5");
        (await KeysAsync("changedSince=1h")).Split(' ').Length.ShouldBe(3);
        (await KeysAsync("changedSince=2100-01-01")).ShouldBe("");
    }

    [Theory]
    [InlineData("limit=0", "from 1 to 1000"), InlineData("after=x", "is not a cursor"), InlineData("after=", "is empty")]
    [InlineData("changedSince=soon", "is no time"), InlineData("city=a&city=b", "more than once")]
    public async Task What_cannot_be_asked_is_refused(string query, string fault)
    {
        await using var hub = await StartAsync();
        using var client = hub.Client();
        using var refused = await client.GetAsync($"{Records}?{query}");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(fault);
    }

    [Fact]
    public async Task Records_bonded_before_there_was_a_feed_are_filled_in_and_what_changed_meanwhile_stays()
    {
        var hub = await StartAsync();
        for (var i = 1; i <= 5; i++)
            Legacy.Make($"{{'limit':{i}}}");
        await Eventually.HoldsAsync(async () => (await ReadAsync(hub)).Events.Count == 5);
        // As a store of before: bonds, more than a page of them, and no feed.
        await hub.Store.Database.WriteAsync(async (c, t) =>
        {
            for (var i = 0; i < 450; i++)
                await c.ExecuteAsync(
                    """
                    INSERT INTO sync_bond (entity, legacy_key, new_key, hash, content, origin, agreed_at, revision)
                    VALUES ('orders', @old, @key, 'h', '{"limit":1.50}', 'New', @at, 1)
                    """,
                    new { old = $"X-{i:D3}", key = $"Y-{i:D3}", at = Microseconds.Of(DateTimeOffset.UnixEpoch.AddYears(50)) }, t);
            return await c.ExecuteAsync(
                "DROP TABLE sync_feed; DROP TABLE sync_feed_state; DELETE FROM schema_version WHERE component = 'feed'",
                transaction: t);
        });
        await hub.KillAsync();

        await using var next = await StartAsync();
        Legacy.Edit("L-1", "{'limit':7}");
        await Eventually.HoldsAsync(async () => (await ReadAsync(next)).Events.Count == 455);
        await Eventually.HoldsAsync(
            async () => (await ShownAsync(next)).Any(e => e.EndsWith(" {'limit':7}", StringComparison.Ordinal)));
        var events = (await ReadAsync(next)).Events;
        events.Select(e => e["sequence"]!.ToString()).ShouldBeUnique();
        var filled = events.Single(e => e["subject"]!.ToString() == "Y-449");
        filled["data"]!.ToJsonString().ShouldBe("""{"id":"Y-449","limit":1.50}""");
        (filled["side"]!.ToString(), filled["time"]!.ToString()).ShouldBe(("new", "2020-01-01T00:00:00+00:00"));
        await Eventually.HoldsAsync(async () => await next.Store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM sync_feed_state WHERE fill_after IS NOT NULL")) == 0);
    }
}
