using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Tests.Storage;
using Hub.Sync.Tests.Bonds;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Feeding;

/// <summary>Two sides whose hub is asked for its feed.</summary>
public abstract class FedSides(StoreEngine engine) : TwoSides(engine)
{
    private protected const string Feed = "/hub/feed/orders";

    /// <summary>Reads from a cursor, or from the start, to the end; returns the events and the last cursor.</summary>
    private protected static async Task<(IReadOnlyList<JsonObject> Events, string Cursor)> ReadAsync(
        TestHub hub, string? after = null, int limit = 100)
    {
        using var client = hub.Client();
        var events = new List<JsonObject>();
        while (true)
        {
            using var response = await client.GetAsync($"{Feed}?limit={limit}{(after is null ? "" : $"&after={after}")}");
            response.EnsureSuccessStatusCode();
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/cloudevents-batch+json");
            after = response.Headers.GetValues("X-Hub-Cursor").Single();
            var page = (await response.Content.ReadFromJsonAsync<JsonArray>())!;
            if (page.Count == 0)
                return (events, after);
            page.Count.ShouldBeLessThanOrEqualTo(limit);
            page[^1]!["cursor"]!.ToString().ShouldBe(after);
            events.AddRange(page.Select(e => e!.AsObject()));
        }
    }

    /// <summary>Shows an event as <c>N-1 {'limit':1}</c>, without the record's own key.</summary>
    private protected static string Show(JsonObject change)
    {
        var data = change["data"]?.DeepClone().AsObject();
        data?["id"]!.ToString().ShouldBe(change["subject"]!.ToString());
        data?.Remove("id");
        return $"{change["subject"]} {data?.ToJsonString().Replace('"', '\'') ?? change["type"]!.ToString()}";
    }

    /// <summary>Shows each event of the feed.</summary>
    private protected static async Task<IReadOnlyList<string>> ShownAsync(TestHub hub, string? after = null) =>
        [.. (await ReadAsync(hub, after)).Events.Select(Show)];

    private protected static Task FedAsync(TestHub hub, params string[] events) => Eventually.HoldsAsync(
        $"the feed to be {string.Join("; ", events)}", async () => (await ShownAsync(hub)).SequenceEqual(events), 20);
}
