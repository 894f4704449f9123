using Hub.Platform.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Forwarding;

/// <summary>Endpoints that are built of the plan served. They change when a plan is applied, never on a shift.</summary>
internal abstract class EndpointsOfPlan : EndpointDataSource, IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _changed = new();

    protected EndpointsOfPlan(CurrentRouting current)
    {
        Current = current;
        current.Changed += OnChanged;
    }

    protected CurrentRouting Current { get; }

    public override IChangeToken GetChangeToken()
    {
        lock (_lock)
            return new CancellationChangeToken(_changed.Token);
    }

    public void Dispose()
    {
        Current.Changed -= OnChanged;
        _changed.Dispose();
    }

    private void OnChanged(RoutingSnapshot snapshot, bool planChanged)
    {
        if (!planChanged)
            return;
        CancellationTokenSource old;
        lock (_lock)
            (old, _changed) = (_changed, new CancellationTokenSource());
        old.Cancel();
        old.Dispose();
    }
}
