using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;

namespace Hub.Console.Tests;

/// <summary>What two nodes on one store tell together, whichever is asked.</summary>
public sealed class LookingBackAtTwoNodes(TwoNodesHub hub) : IClassFixture<TwoNodesHub>
{
    [Fact]
    public async Task The_live_stream_of_one_node_tells_what_both_answer_and_what_the_other_shifts()
    {
        using var stream = await hub.Api.GetStreamAsync("/hub/api/live");
        using var reader = new StreamReader(stream);
        var before = Answered(await EventAsync(reader, _ => true), "things.get");
        await hub.CallAsync("/api/things/1", "C-1");
        await hub.CallAtSecondAsync("/api/things/2", "C-1");
        await EventAsync(reader, e => Answered(e, "things.get") >= before + 2);

        using var there = new HttpClient { BaseAddress = new Uri(hub.SecondUrl) };
        there.DefaultRequestHeaders.Authorization = hub.Api.DefaultRequestHeaders.Authorization;
        using var shifted = await there.PostAsJsonAsync(
            "/hub/api/routes/things.odd/shift", new { stage = "shadow", reason = "at the second" });
        shifted.EnsureSuccessStatusCode();
        await EventAsync(reader, e => Find(e, "things.odd") is { } route && route.GetProperty("stage").GetString() == "shadow");
    }

    [Fact]
    public async Task Traffic_and_the_history_of_a_route_have_both_nodes_requests()
    {
        for (var n = 0; n < 3; n++)
        {
            await hub.CallAsync("/api/named/1", "C-1");
            await hub.CallAtSecondAsync("/api/named/2", "C-1");
        }

        foreach (var node in new[] { hub.Url, hub.SecondUrl })
        {
            using var api = new HttpClient { BaseAddress = new Uri(node) };
            api.DefaultRequestHeaders.Authorization = hub.Api.DefaultRequestHeaders.Authorization;
            await Eventually.HoldsAsync($"{node} to list both", async () =>
            {
                var traffic = await api.GetFromJsonAsync<JsonElement>("/hub/api/traffic?route=things.named");
                return traffic.GetProperty("requests").EnumerateArray()
                    .Count(r => r.GetProperty("status").GetInt32() == 200) == 6;
            });
            // Half a minute ends at each node by itself.
            await Eventually.HoldsAsync($"the history at {node} to have both", async () =>
            {
                var history = await api.GetFromJsonAsync<JsonElement>("/hub/api/routes/things.named/history");
                return history.GetProperty("spans").EnumerateArray()
                    .Sum(s => s.GetProperty("legacy").GetProperty("answered").GetInt64()) == 6;
            }, 120);
        }
    }

    private static JsonElement? Find(JsonElement told, string route) =>
        told.GetProperty("routes").EnumerateArray().Where(r => r.GetProperty("id").GetString() == route)
            .Select(r => (JsonElement?)r).FirstOrDefault();

    private static long Answered(JsonElement told, string route) =>
        Find(told, route)?.GetProperty("traffic").GetProperty("legacy").GetInt64() ?? -1;

    /// <summary>Reads until an event tells it; the stream comes once a second.</summary>
    private static async Task<JsonElement> EventAsync(StreamReader stream, Func<JsonElement, bool> isMeant)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await stream.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonElement.Parse(line["data: ".Length..]) is var told
                && isMeant(told))
                return told;
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
