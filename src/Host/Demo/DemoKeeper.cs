using Hub.Host.Shell;
using Hub.Platform.Routing;
using Microsoft.Extensions.Hosting;

namespace Hub.Host.Demo;

/// <summary>
/// Has traffic played while the hub runs, and ends it, and a seeded fault, once a plan is served that asks others than the demo.
/// The landscape's process plays, as the facade's callers do: nothing of it is in the hub.
/// </summary>
/// <param name="demo">The demo.</param>
/// <param name="routing">What is served.</param>
/// <param name="facade">Returns where front-ends call.</param>
internal sealed class DemoKeeper(DemoHub demo, CurrentRouting routing, Func<Uri> facade) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        routing.Changed += OnChanged;
        Hold(routing.Snapshot);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        routing.Changed -= OnChanged;
        demo.Landscape.StopPlaying();
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void OnChanged(RoutingSnapshot snapshot, bool planChanged)
    {
        if (planChanged)
            Hold(snapshot);
    }

    private void Hold(RoutingSnapshot snapshot)
    {
        if (demo.Ground.FindForeign(snapshot.Plan) is { } foreign)
        {
            demo.Landscape.StopPlaying();
            demo.Faults.TurnOff();
            if (demo.TrafficRate is not null)
                Terminal.Notes.WriteLine($"Demo traffic has stopped: the plan served has {foreign}, which is not the demo's.");
        }
        else if (demo.TrafficRate is { } rate)
        {
            demo.Landscape.Play(facade(), rate);
        }
    }
}
