using System.Diagnostics.Metrics;
using Hub.Platform;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Telemetry.Tests.Exposition;

/// <summary>What instruments become in Prometheus' text: names and labels that dashboards and alerts rely on.</summary>
public sealed class WritingMetrics : IAsyncLifetime
{
    // Of one metric, as OpenTelemetry's SDK has it by default.
    private const int MostSeries = 2000;

    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private Meter _meter = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        _meter = _app.Services.GetRequiredService<IMeterFactory>().Create(HubTelemetry.Name);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Units_are_part_of_the_name_and_counters_end_in_total()
    {
        _meter.CreateCounter<long>("a.sent", "By", "Bytes sent.").Add(3);
        _meter.CreateCounter<long>("a.seen", "{thing}").Add(1);
        _meter.CreateUpDownCounter<int>("a.open", "{thing}").Add(-2);
        _meter.CreateObservableGauge("a.lag", () => 0.25, "s");
        (await LinesAsync("a_sent")).ShouldBe(
            ["# TYPE a_sent_bytes_total counter", "# HELP a_sent_bytes_total Bytes sent.", "a_sent_bytes_total{} 3"]);
        (await LinesAsync("a_seen")).ShouldContain("a_seen_total{} 1");
        (await LinesAsync("a_open")).ShouldBe(["# TYPE a_open gauge", "a_open{} -2"]);
        (await LinesAsync("a_lag")).ShouldContain("a_lag_seconds{} 0.25");
    }

    [Fact]
    public async Task A_histogram_counts_up_to_each_bound_and_all_at_infinity()
    {
        var histogram = _meter.CreateHistogram(
            "b.time", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var value in new[] { 0.25, 0.5, 0.75, 4 })
            histogram.Record(value, new KeyValuePair<string, object?>("x", "y"));
        (await LinesAsync("b_time")).ShouldBe(
        [
            "# TYPE b_time_seconds histogram",
            """b_time_seconds_bucket{x="y",le="0.5"} 2""",
            """b_time_seconds_bucket{x="y",le="1"} 3""",
            """b_time_seconds_bucket{x="y",le="+Inf"} 4""",
            """b_time_seconds_sum{x="y"} 5.5""",
            """b_time_seconds_count{x="y"} 4""",
        ]);
    }

    [Fact]
    public async Task Labels_are_escaped()
    {
        _meter.CreateCounter<int>("c", description: "a \\ b\nc").Add(
            1, new("q", "say \"hi\"\n\\"), new KeyValuePair<string, object?>("hub.a-b", true));
        (await LinesAsync("c_total")).ShouldBe([
            "# TYPE c_total counter",
            "# HELP c_total a \\\\ b\\nc",
            """c_total{hub_a_b="true",q="say \"hi\"\n\\"} 1""",
        ]);
    }

    [Fact]
    public async Task One_set_of_labels_is_one_series_however_its_tags_come()
    {
        var counter = _meter.CreateCounter<int>("d");
        counter.Add(1, new("a", "1"), new KeyValuePair<string, object?>("b", "2"));
        counter.Add(1, new("b", "2"), new KeyValuePair<string, object?>("a", "1"));
        (await LinesAsync("d_total{")).ShouldBe(["""d_total{a="1",b="2"} 2"""]);
    }

    [Fact]
    public async Task What_is_no_longer_observed_is_no_longer_written()
    {
        var streams = new List<string> { "x", "y" };
        _meter.CreateObservableGauge(
            "e", () => streams.Select(s => new Measurement<int>(1, KeyValuePair.Create<string, object?>("stream", s))));
        (await LinesAsync("e{")).Length.ShouldBe(2);
        streams.Remove("x");
        (await LinesAsync("e{")).ShouldBe(["""e{stream="y"} 1"""]);
    }

    [Fact]
    public async Task One_that_cannot_be_observed_now_is_missing_and_the_others_are_there()
    {
        _meter.CreateObservableGauge("broken", Measurement<int> () => throw new InvalidOperationException("not now"));
        _meter.CreateObservableGauge("sound", () => 1);
        (await LinesAsync("broken")).ShouldBeEmpty();
        (await LinesAsync("sound")).ShouldContain("sound{} 1");
    }

    [Fact]
    public async Task A_tag_that_takes_any_value_does_not_fill_the_memory()
    {
        var counter = _meter.CreateCounter<int>("f");
        for (var i = 0; i < MostSeries + 500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("key", i));
        var lines = await LinesAsync("f_total{");
        lines.Length.ShouldBe(MostSeries + 1);
        lines.ShouldContain("""f_total{otel_metric_overflow="true"} 500""");
    }

    [Fact]
    public async Task A_meter_of_another_host_in_the_process_is_not_ours()
    {
        await using var other = await StartAsync();
        other.Services.GetRequiredService<IMeterFactory>().Create(HubTelemetry.Name).CreateCounter<int>("theirs").Add(1);
        (await LinesAsync("theirs")).ShouldBeEmpty();
        (await LinesAsync("kestrel_active_connections{")).Length.ShouldBe(1, "each host has an address of its own");
        using var client = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        (await client.GetStringAsync("/hub/metrics")).ShouldContain("theirs_total{} 1");
    }

    [Fact]
    public void Measuring_what_was_measured_before_allocates_nothing()
    {
        var histogram = _meter.CreateHistogram<double>("g", "s");
        var counter = _meter.CreateCounter<long>("h");
        KeyValuePair<string, object?>[] tags =
            [new("hub.route", "orders.place"), new("hub.side", "legacy"), new("hub.status_class", "2xx")];
        void Measure()
        {
            histogram.Record(0.01, tags);
            counter.Add(1, tags);
        }

        for (var i = 0; i < 1000; i++)
            Measure();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Measure();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Promtool_accepts_it()
    {
        Promtool.Require();
        _meter.CreateHistogram<double>("i.time", "s", "A \"help\" with \\ and\nlines.")
            .Record(1, new KeyValuePair<string, object?>("l", "\\\"\n"));
        _meter.CreateObservableGauge("j", () => 1, description: "A gauge.");
        await Promtool.ShouldAcceptAsync(await _client.GetStringAsync("/hub/metrics"));
    }

    private async Task<string[]> LinesAsync(string metric) =>
    [
        .. (await _client.GetStringAsync("/hub/metrics")).Split('\n').Where(
            l => l.StartsWith(metric, StringComparison.Ordinal) || l.Contains($" {metric}", StringComparison.Ordinal)),
    ];

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddTelemetry().AddRoutingMetrics().AddSingleton<CurrentRouting>().AddSingleton<Readiness>();
        var app = builder.Build();
        app.MapMetrics();
        await app.StartAsync();
        return app;
    }
}
