using Hub.Platform.Lifetime;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Protecting;

/// <summary>Asks the sides of the plan served whether they are well, each as often as it says.</summary>
internal sealed class HealthProbes(
    CurrentRouting routing, Destinations destinations, TimeProvider time, ILogger<HealthProbes> log) : SteadyService(time, log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly HttpClient _client =
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var planEnds = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void OnChanged(RoutingSnapshot snapshot, bool planChanged)
            {
                if (planChanged)
                    changed.TrySetResult();
            }

            routing.Changed += OnChanged;
            try
            {
                var probes = Sides(routing.Snapshot.Plan)
                    .Select(s => ProbeAsync(s.Destination, s.Address, planEnds.Token))
                    .ToList();
                // A probe ends with its plan only; one that fails ends all, and they begin again.
                await Task.WhenAny([changed.Task.WaitAsync(stoppingToken), .. probes]);
                await planEnds.CancelAsync();
                await Task.WhenAll(probes);
            }
            finally
            {
                routing.Changed -= OnChanged;
                await planEnds.CancelAsync();
            }
        }
    }

    private IEnumerable<(Destination Destination, Uri Address)> Sides(MigrationPlan plan) =>
        plan.Routes.SelectMany(r => new[] { r.Legacy, r.New })
            .Where(s => s is { Address: not null, Protection.Health: not null })
            .Select(s => (destinations.For(s!, s!.Protection!), s.Address!)).DistinctBy(s => s.Item1);

    private async Task ProbeAsync(Destination destination, Uri address, CancellationToken cancellation)
    {
        var health = destination.Plan.Health!;
        try
        {
            while (true)
            {
                destination.Probed(await IsWellAsync(new Uri(address, health.Path), cancellation));
                await Task.Delay(health.Every, Time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Another plan, or the end.
        }
    }

    private async Task<bool> IsWellAsync(Uri address, CancellationToken cancellation)
    {
        try
        {
            using var response = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (
            e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
