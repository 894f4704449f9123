using System.Collections.Concurrent;
using Hub.Platform.Plan;

namespace Hub.Facade.Protecting;

/// <summary>All protected sides. One that a new plan leaves as it was keeps what is known of it.</summary>
internal sealed class Destinations(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(string Authority, SideProtection Plan), Destination> _all = [];

    public Destination For(Uri address, SideProtection plan) =>
        _all.GetOrAdd((address.GetLeftPart(UriPartial.Authority), plan), _ => new Destination(address, plan, time));

    public void Dispose()
    {
        foreach (var destination in _all.Values)
            destination.Dispose();
    }
}
