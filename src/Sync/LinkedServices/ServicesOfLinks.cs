using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.Extensions.Hosting;

namespace Hub.Sync.LinkedServices;

/// <summary>Registers the services that links of the served plan name by an address, as source and target of changes.</summary>
internal sealed class ServicesOfLinks(CurrentRouting routing, ChangeParties parties, TimeProvider time)
    : IHostedService, IDisposable
{
    private readonly HttpMessageInvoker _http = ServiceClient.CreateInvoker();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        routing.Changed += OnChanged;
        if (routing.IsLoaded)
            Serve(routing.Snapshot.Plan);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        routing.Changed -= OnChanged;
        return Task.CompletedTask;
    }

    public void Dispose() => _http.Dispose();

    private void OnChanged(RoutingSnapshot snapshot, bool planChanged)
    {
        if (planChanged)
            Serve(snapshot.Plan);
    }

    private void Serve(MigrationPlan plan)
    {
        foreach (var capability in plan.Capabilities)
        {
            if (capability.Link is not { Service: { } service } link)
                continue;
            var client = new ServiceClient(_http, $"{link.New}", service, time);
            parties.Register(client.Side, link.Entity, new ServiceChangeSource(client, capability.Cohort?.Key, time));
            parties.Register(
                client.Side, link.Entity,
                service.DryRun ? new RehearsedServiceTarget(client) : new ServiceChangeTarget(client));
        }
    }
}
