using System.Net;
using Hub.Tests;

namespace Hub.Telemetry.Tests.Otlp;

/// <summary>
/// A front-end's request is one trace, through the facade and the adapter to the legacy system, and over the bus.
/// </summary>
public sealed class OneTrace
{
    private const string Caller = "b7ad6b7169203331";

    [Fact]
    public async Task A_request_to_the_legacy_side_is_one_chain_from_the_caller_to_the_SOAP_call()
    {
        await using var running = await TelemetryHub.StartAsync();
        var trace = await PlaceAsync(running);
        var chain = await ChainAsync(running, trace, "POST");
        chain.Select(s => s.Name).ShouldBe(["POST", "erp.PlaceOrder", "orders.place", "POST /api/orders"]);
        chain[^1].ParentId.ShouldBe(Caller);
        chain[1].Attributes.ShouldContainKeyAndValue("hub.system", "erp");
        chain[1].Attributes.ShouldContainKeyAndValue("hub.operation", "PlaceOrder");
        chain[1].Attributes.ShouldContainKeyAndValue("hub.outcome", "answered");
        chain[2].Attributes.ShouldContainKeyAndValue("hub.route", "orders.place");
        chain[2].Attributes.ShouldContainKeyAndValue("hub.side", "legacy");
        chain[2].Attributes.ShouldContainKeyAndValue("hub.revision", "1");
        await Eventually.HoldsAsync("the hub's metrics to arrive", () => Task.FromResult(
            running.Collector.Metrics.ContainsKey("hub.route.request.duration")
            && running.Collector.Metrics.ContainsKey("hub.system.call.duration")));
        // Polls of the ERP are no traces of their own.
        running.Collector.Spans.ShouldAllBe(s => !s.Name.Contains("ChangedSince", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_placed_on_the_new_side_is_written_to_the_ERP_in_the_trace_of_its_request()
    {
        await using var running = await TelemetryHub.StartAsync();
        await running.CaughtUpAsync();
        await running.Hub.ShiftAsync("orders.place", "new");
        var trace = await PlaceAsync(running);
        await Eventually.HoldsAsync("the ERP to be told", async () => (await running.Landscape.OrdersAsync()).Count == 31);
        var chain = await ChainAsync(running, trace, "POST", through: "erp.PlaceOrder");
        var names = chain.Select(s => s.Name).ToList();
        names[..3].ShouldBe(["POST", "erp.PlaceOrder", "orders apply"]);
        names[^3..].ShouldBe(["orders publish", "orders.place", "POST /api/orders"]);
        chain.ShouldContain(s => s.Name.StartsWith("sync-", StringComparison.Ordinal), "the bus is between them");
        chain[^1].ParentId.ShouldBe(Caller);
        var request = chain[^1].Attributes["hub.request_id"];
        chain.Single(s => s.Name == "orders apply").Attributes.ShouldContainKeyAndValue("hub.request_id", request);
    }

    private static async Task<string> PlaceAsync(TelemetryHub running)
    {
        var trace = Guid.NewGuid().ToString("N");
        using var order = TelemetryHub.Order("C-1001");
        order.Headers.Add("traceparent", $"00-{trace}-{Caller}-01");
        using var response = await running.Client.SendAsync(order);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return trace;
    }

    /// <summary>From the span of a name up to the one whose parent the hub does not know.</summary>
    private static Task<List<Span>> ChainAsync(TelemetryHub running, string trace, string from, string? through = null) =>
        Eventually.GetAsync($"a chain of spans from {from}", () =>
        {
            var spans = running.Collector.Spans.Where(s => s.TraceId == trace).DistinctBy(s => s.Id).ToDictionary(s => s.Id);
            foreach (var leaf in spans.Values.Where(s => s.Name == from))
            {
                List<Span> chain = [leaf];
                while (spans.TryGetValue(chain[^1].ParentId, out var parent))
                    chain.Add(parent);
                if (chain[^1].ParentId == Caller && (through is null || chain[1].Name == through))
                    return Task.FromResult<List<Span>?>(chain);
            }

            return Task.FromResult<List<Span>?>(null);
        });
}
