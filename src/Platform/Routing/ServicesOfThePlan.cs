using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Routing;

/// <summary>Tells new services whether the plan served names them.</summary>
/// <param name="routing">The plan served.</param>
internal sealed class ServicesOfThePlan(CurrentRouting routing) : IServiceUse
{
    public bool IsUsed(SideName service) => !routing.IsLoaded || routing.Snapshot.Plan.Uses(service);

    public void WhenUsed(SideName service, Action open)
    {
        routing.Changed += OnChanged;

        // Before the revision's requests come, as other parts take it over afterwards: they were started later.
        void OnChanged(RoutingSnapshot snapshot, bool planChanged)
        {
            if (!snapshot.Plan.Uses(service))
                return;
            open();
            routing.Changed -= OnChanged;
        }
    }
}
