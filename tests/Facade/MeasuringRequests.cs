using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hub.Facade.Forwarding;
using Hub.Platform.Routing;
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
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var telemetry = new RouteTelemetry(services.GetRequiredService<IMeterFactory>());
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument) };
        var measured = 0;
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => measured++);
        listener.Start();
        var measures = Enumerable.Range(0, routes).Select(i => telemetry.Of($"r{i}.get", "/api/x")).ToArray();
        var context = new DefaultHttpContext();
        void Request(int i)
        {
            var measure = measures[i % routes];
            var started = Stopwatch.GetTimestamp();
            var activity = measure.Begin(context, 1);
            RouteTelemetry.Measure.Decided(activity, Side.New);
            measure.End(activity, started, Side.New, 200);
        }

        for (var i = 0; i < 100_000; i++)
            Request(i);
        (var before, measured) = (GC.GetAllocatedBytesForCurrentThread(), 0);
        for (var i = 0; i < 100_000; i++)
            Request(i);
        measured.ShouldBe(100_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000, "less than a byte each");
    }
}
