using System.Collections.Concurrent;
using Hub.Platform.Plan;

namespace Hub.Facade.Protecting;

/// <summary>All protected sides. One that a new plan leaves as it was keeps what is known of it.</summary>
internal sealed class Destinations(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Place, SideProtection Plan), Destination> _all = [];

    /// <summary>What protects a side: one for all routes that go to its address, or to the hosted side of its name.</summary>
    public Destination For(SideTarget side, SideProtection plan) =>
        _all.GetOrAdd(
            (side.Address?.GetLeftPart(UriPartial.Authority) ?? side.Name.ToString(), plan), _ => new Destination(plan, time));
}
