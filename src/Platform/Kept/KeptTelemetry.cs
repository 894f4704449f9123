using System.Data.Common;
using System.Diagnostics.Metrics;
using Hub.Platform.Lifetime;
using Hub.Platform.Telemetry;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Kept;

/// <summary>Counts now and then what is kept, for the metrics: who scrapes must not wait for it.</summary>
internal sealed class KeptTelemetry : SteadyService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private readonly KeptSizes _sizes;
    private volatile IReadOnlyList<KeptRows> _kept = [];

    public KeptTelemetry(KeptSizes sizes, IMeterFactory meters, TimeProvider time, ILogger<KeptTelemetry> log)
        : base(time, log)
    {
        _sizes = sizes;
        meters.Create(HubTelemetry.Name).CreateObservableGauge(
            "hub.store.rows", () => _kept.Select(Measure), "{row}",
            "Rows that the hub keeps of records and of what happens to them, counted every ten minutes.");
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, Time);
        do
        {
            try
            {
                _kept = await _sizes.CountAsync();
            }
            catch (Exception e) when (e is DbException or ObjectDisposedException)
            {
                // The last answer holds until the store is back.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static Measurement<long> Measure(KeptRows kept) => new(
        kept.Rows,
        KeyValuePair.Create<string, object?>(HubTelemetry.Kept, kept.What),
        KeyValuePair.Create<string, object?>(HubTelemetry.KeptOf, kept.Of ?? ""));
}
