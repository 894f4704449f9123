using System.IO.Pipelines;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;

namespace Hub.Facade.Tests;

/// <summary>What the migration team is told after a shift: who serves it, and whether the side it left is drained.</summary>
public sealed class RollingOut(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Fact]
    public async Task What_is_in_flight_ends_where_it_began_and_then_its_side_is_drained()
    {
        var body = new Pipe();
        using var slow = new HttpRequestMessage(HttpMethod.Post, "/api/orders")
        {
            Content = new StreamContent(body.Reader.AsStream()),
        };
        var answer = facade.EchoAsync(slow);
        // More than the client keeps before it sends anything.
        await body.Writer.WriteAsync(new byte[32 * 1024]);
        await Eventually.HoldsAsync(
            "the request to be in flight", () => Task.FromResult(facade.InFlight.Before(long.MaxValue).Count == 1));

        using var shifted = await facade.ShiftAsync("orders.place", new { stage = "new", reason = "go" });
        var revision = (await shifted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("revision").GetInt64();
        await Eventually.HoldsAsync(
            "the node to say that it serves the revision",
            async () => (await RolloutAsync(revision)).GetProperty("served").GetBoolean());
        var rollout = await RolloutAsync(revision);
        rollout.GetProperty("drained").GetBoolean().ShouldBeFalse();
        rollout.GetProperty("nodes").EnumerateArray().Single().GetProperty("draining").GetInt32().ShouldBe(1);
        (await RolloutAsync(revision, "orders.get")).GetProperty("drained").GetBoolean()
            .ShouldBeTrue("of another route nothing is in flight");

        await body.Writer.CompleteAsync();
        (await answer).Side.ShouldBe("legacy");
        await Eventually.HoldsAsync(
            "the legacy side to be drained", async () => (await RolloutAsync(revision)).GetProperty("drained").GetBoolean());
        await facade.ShiftAsync("orders.place", new { stage = "legacy", reason = "end" });
    }

    [Fact]
    public async Task The_event_stream_tells_of_a_revision_then_that_it_is_served_then_drained()
    {
        using var stream = await facade.Admin.GetStreamAsync("/hub/api/events");
        using var reader = new StreamReader(stream);
        (await EventAsync(reader)).Name.ShouldBe("revision");
        using var shifted = await facade.ShiftAsync("orders.get", new { stage = "new", reason = "go" });
        var revision = (await shifted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("revision").GetInt64();

        foreach (var expected in new[] { "revision", "served", "drained" })
        {
            var (name, data) = await EventAsync(reader);
            name.ShouldBe(expected);
            data.GetProperty("revision").GetInt64().ShouldBe(revision);
            (data.GetProperty("milliseconds").ValueKind == JsonValueKind.Number).ShouldBe(name != "revision");
        }

        await facade.ShiftAsync("orders.get", new { stage = "legacy", reason = "end" });
    }

    [Fact]
    public async Task Nodes_are_listed_to_who_has_a_token()
    {
        await Eventually.HoldsAsync(
            "the node to be live",
            async () => (await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/nodes")).EnumerateArray().Any(n =>
                n.GetProperty("live").GetBoolean() && n.GetProperty("address").GetString() == facade.Address.ToString()));
        (await facade.Client.GetAsync("/hub/api/nodes")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    private async Task<JsonElement> RolloutAsync(long revision, string route = "orders.place") =>
        await facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/revisions/{revision}/rollout?route={route}");

    private static async Task<(string Name, JsonElement Data)> EventAsync(StreamReader reader)
    {
        var (name, data) = ("", default(JsonElement));
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = JsonElement.Parse(line[6..]);
        }

        return (name, data);
    }
}
