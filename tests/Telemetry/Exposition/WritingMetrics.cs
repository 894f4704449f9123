using System.Diagnostics.Metrics;
using System.Text;
using Hub.Platform.Telemetry.Exposition;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Telemetry.Tests.Exposition;

/// <summary>What instruments become in Prometheus' text.</summary>
public sealed class WritingMetrics : IDisposable
{
    private readonly ServiceProvider _services =
        new ServiceCollection().AddMetrics().AddSingleton<MetricRegistry>().BuildServiceProvider();
    private readonly MetricRegistry _metrics;
    private readonly Meter _meter;

    public WritingMetrics()
    {
        _meter = _services.GetRequiredService<IMeterFactory>().Create("Hub");
        _metrics = _services.GetRequiredService<MetricRegistry>();
        _metrics.Start();
    }

    private string[] Lines(string metric) =>
        [
            .. Text.Split('\n').Where(l => l.Split(' ', '{')[0].StartsWith(metric, StringComparison.Ordinal)
                || l.Contains($" {metric}", StringComparison.Ordinal)),
        ];

    private string Text => Encoding.UTF8.GetString(_metrics.Write());

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Units_are_part_of_the_name_and_counters_end_in_total()
    {
        _meter.CreateCounter<long>("a.sent", "By", "Bytes sent.").Add(3);
        _meter.CreateCounter<long>("a.seen", "{thing}").Add(1);
        _meter.CreateUpDownCounter<int>("a.open", "{thing}").Add(-2);
        _meter.CreateGauge<double>("a.share", "1").Record(0.25);
        Lines("a_sent")
            .ShouldBe(["# HELP a_sent_bytes_total Bytes sent.", "# TYPE a_sent_bytes_total counter", "a_sent_bytes_total 3"]);
        Lines("a_seen").ShouldContain("a_seen_total 1");
        Lines("a_open").ShouldBe(["# HELP a_open a.open", "# TYPE a_open gauge", "a_open -2"]);
        Lines("a_share").ShouldContain("a_share_ratio 0.25");
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound_and_all_at_infinity()
    {
        var histogram = _meter.CreateHistogram(
            "b.time", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var value in new[] { 0.25, 0.5, 0.75, 4 })
            histogram.Record(value, new KeyValuePair<string, object?>("x", "y"));
        histogram.Record(double.NaN, new KeyValuePair<string, object?>("x", "y"));
        Lines("b_time").ShouldBe(
        [
            "# HELP b_time_seconds b.time",
            "# TYPE b_time_seconds histogram",
            """b_time_seconds_bucket{x="y",le="0.5"} 2""",
            """b_time_seconds_bucket{x="y",le="1"} 3""",
            """b_time_seconds_bucket{x="y",le="+Inf"} 4""",
            """b_time_seconds_sum{x="y"} 5.5""",
            """b_time_seconds_count{x="y"} 4""",
        ]);
    }

    [Fact]
    public void Labels_are_escaped_and_empty_ones_left_out()
    {
        _meter.CreateCounter<int>("c", description: "a \\ b\nc").Add(
            1, new("q", "say \"hi\"\n\\"), new("no", null), new KeyValuePair<string, object?>("0.a-b", true));
        Lines("c_total").ShouldBe([
            "# HELP c_total a \\\\ b\\nc",
            "# TYPE c_total counter",
            """c_total{_0_a_b="true",q="say \"hi\"\n\\"} 1""",
        ]);
    }

    [Fact]
    public void One_set_of_labels_is_one_series_however_its_tags_come()
    {
        var counter = _meter.CreateCounter<int>("d");
        counter.Add(1, new("a", "1"), new KeyValuePair<string, object?>("b", "2"));
        counter.Add(1, new("b", "2"), new KeyValuePair<string, object?>("a", 1));
        _services.GetRequiredService<IMeterFactory>().Create("Hub").CreateCounter<long>("d")
            .Add(1, new("a", 1L), new KeyValuePair<string, object?>("b", "2"));
        Lines("d_total").Skip(2).ShouldBe(["""d_total{a="1",b="2"} 3"""]);
    }

    [Fact]
    public void What_is_no_longer_observed_is_no_longer_written()
    {
        var streams = new List<string> { "x", "y" };
        _meter.CreateObservableGauge(
            "e", () => streams.Select(s => new Measurement<int>(1, KeyValuePair.Create<string, object?>("stream", s))));
        Lines("e{").Length.ShouldBe(0);
        Lines("e").Count(l => l.StartsWith("e{", StringComparison.Ordinal)).ShouldBe(2);
        streams.Remove("x");
        Lines("e").Where(l => l.StartsWith("e{", StringComparison.Ordinal)).ShouldBe(["""e{stream="y"} 1"""]);
    }

    [Fact]
    public void A_tag_that_takes_any_value_does_not_fill_the_memory()
    {
        var counter = _meter.CreateCounter<int>("f");
        for (var i = 0; i < MetricFamily.MostSeries + 500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("key", i));
        var lines = Lines("f_total").Where(l => l.StartsWith("f_total{", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(MetricFamily.MostSeries + 1);
        lines.ShouldContain("""f_total{otel_metric_overflow="true"} 500""");
    }

    [Fact]
    public void A_meter_of_another_host_in_the_process_is_not_ours()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        other.GetRequiredService<IMeterFactory>().Create("Hub").CreateCounter<int>("theirs").Add(1);
        Text.ShouldNotContain("theirs");
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
        await Promtool.ShouldAcceptAsync(Text);
    }
}
