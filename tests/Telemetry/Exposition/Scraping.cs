using System.Net;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Telemetry.Tests.Exposition;

/// <summary>What a running hub tells Prometheus.</summary>
public sealed class Scraping
{
    [Fact]
    public async Task A_real_Prometheus_scrapes_a_running_hub_with_a_token()
    {
        Promtool.Require();
        await using var running = await TelemetryHub.StartAsync(collected: false);
        await running.CaughtUpAsync();
        for (var i = 0; i < 3; i++)
            (await running.Client.GetAsync("/api/products/P-2001")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await running.Client.GetAsync("/api/orders/O-0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await running.Hub.ShiftAsync("products.get", "canary", 50);

        await Promtool.ShouldAcceptAsync(await running.Hub.GetTextAsync("/hub/metrics"));
        using var folder = new TemporaryFolder();
        await using var prometheus = await PrometheusServer.StartAsync(folder.Path, running.Hub.Address, running.Hub.Token);
        foreach (var (query, value) in new[]
        {
            ("up{job=\"hub\"}", "1"),
            ("hub_route_request_duration_seconds_count{hub_route=\"products.get\",hub_side=\"legacy\","
                + "hub_status_class=\"2xx\"}", "3"),
            ("hub_route_request_duration_seconds_bucket{hub_route=\"orders.get\",hub_status_class=\"4xx\",le=\"+Inf\"}", "1"),
            ("hub_system_call_duration_seconds_count{hub_system=\"erp\",hub_operation=\"GetItem\","
                + "hub_outcome=\"answered\"}", "3"),
            ("hub_system_call_duration_seconds_count{hub_operation=\"GetOrder\",hub_outcome=\"refused\"}", "1"),
            ("hub_system_calls_limit{hub_system=\"erp\"}", "32"),
            ("hub_revision", "2"),
            ("hub_routes{hub_stage=\"canary\"}", "1"),
            ("hub_route_shifts_total{hub_route=\"products.get\",hub_stage=\"canary\"}", "1"),
            ("hub_sync_changes_total{hub_stream=\"orders: adapter:erp > service:orders\",hub_outcome=\"applied\"}", "30"),
            ("hub_sync_caught_up{hub_stream=\"orders: adapter:erp > service:orders\"}", "1"),
            ("hub_sync_parked{hub_stream=\"orders: adapter:erp > service:orders\"}", "0"),
            ("hub_sync_conflicts{hub_stream=\"orders: adapter:erp > service:orders\"}", "0"),
            ("hub_sync_waiting{hub_stream=\"orders: adapter:erp > service:orders\"}", "0"),
            ("hub_sync_lag_seconds{hub_stream=\"orders: adapter:erp > service:orders\"}", "0"),
            ("count(dotnet_process_cpu_time_seconds_total) > bool 0", "1"),
            ("count(kestrel_active_connections) > bool 0", "1"),
        })
            await Eventually.HoldsAsync(
                $"{query} to be {value}", async () => await prometheus.QueryAsync(query) == value);
    }

    [Fact]
    public async Task Metrics_take_a_token_unless_the_hub_was_started_open()
    {
        await using var running = await TelemetryHub.StartAsync(collected: false);
        (await running.Client.GetAsync("/hub/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var folder = new TemporaryFolder();
        await using var open = await Hub.Tests.Processes.HubUnderTest.StartAsync(
            folder.Path, running.Landscape, null, "--open-metrics");
        using var answer = await running.Client.GetAsync(new Uri(open.Address, "/hub/metrics"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        foreach (var coding in new[] { "gzip", "identity" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(open.Address, "/hub/metrics"));
            request.Headers.Add("Accept-Encoding", coding);
            using var coded = await running.Client.SendAsync(request);
            coded.Headers.Vary.ShouldHaveSingleItem().ShouldBe("Accept-Encoding");
        }
    }
}
