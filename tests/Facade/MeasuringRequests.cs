using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hub.Facade.Deciding;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>What measuring costs a request.</summary>
[Collection("Measured")]
public sealed class MeasuringRequests
{
    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public void A_request_is_measured_without_allocating_however_many_routes_there_are(int routes)
    {
        // Other tests measure at the same time, by meters of their own.
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var telemetry = new RouteTelemetry(meters);
        using var listener = new MeterListener { InstrumentPublished = Enable };
        var measured = 0;
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => measured++);
        listener.Start();
        var measures = Enumerable.Range(0, routes).Select(i => telemetry.Of($"r{i}.get", "/api/x")).ToArray();
        var answers = new RouteTraffic.Counter();
        var context = new DefaultHttpContext();
        void Enable(Instrument instrument, MeterListener l)
        {
            if (instrument.Meter.Scope == meters)
                l.EnableMeasurementEvents(instrument);
        }

        void Request(int i)
        {
            var measure = measures[i % routes];
            var started = Stopwatch.GetTimestamp();
            var activity = measure.Begin(context, 1);
            RouteTelemetry.Measure.Decided(activity, Side.New);
            var took = Stopwatch.GetElapsedTime(started);
            measure.End(activity, took, Side.New, 200);
            answers.Add(Side.New, 200, took);
        }

        for (var i = 0; i < 100_000; i++)
            Request(i);
        (var before, measured) = (GC.GetAllocatedBytesForCurrentThread(), 0);
        for (var i = 0; i < 100_000; i++)
            Request(i);
        measured.ShouldBe(100_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000, "less than a byte each");
    }

    [Fact]
    public void A_caller_of_whom_nothing_is_asked_a_key_put_down_and_a_side_seen_cost_no_memory()
    {
        var callers = new Callers(right: null!);
        var capability = Capability();
        var plan = new MigrationPlan(new PlanBundle([]), Expose: false, [], [], [capability]);
        var snapshot = new RoutingSnapshot(
            1, plan, new Dictionary<string, RouteState> { ["orders.get"] = new(Stage.Canary, 50) });
        var (keys, use, context) = (new RecentKeys().Of("orders.get"), new RouteUse(), new DefaultHttpContext());
        void Request(int n)
        {
            callers.FindAsync(context, capability.Routes[0], snapshot, snapshot.Flag("orders.get")).Result.Refused
                .ShouldBeNull();
            keys.Add("C-1001", n);
            use.Seen(Side.New, DateTimeOffset.UnixEpoch.AddSeconds(n));
        }

        for (var i = 0; i < 10_000; i++)
            Request(i);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            Request(i);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000, "less than a byte each");
    }

    private static CapabilityPlan Capability()
    {
        var at = new PlanLocation("capabilities/orders.yaml", 1);
        var side = new SideTarget(SideName.Address("http://127.0.0.1:1"), new Uri("http://127.0.0.1:1"), null);
        var route = new RoutePlan("orders.get", new RouteMatch("GET", "/api/orders", null, [], []), side, side, at);
        return new CapabilityPlan("orders", "order-team", Zone.Outside, null, [route], null, at);
    }
}
