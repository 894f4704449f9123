using System.Collections.Concurrent;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Shadowing;

/// <summary>
/// What shadows may ask of each side whose plan limits it (<c>limits: { shadows: { rate: 20/s } }</c>), over all routes and all
/// nodes. A side without such a limit costs nothing here.
/// </summary>
internal sealed class ShadowBudgets(CurrentRouting routing, Stores stores, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SideBudget> _sides = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private volatile Served? _served;
    // A store of its own has nobody to share with.
    private int _parts = stores.AreShared ? 0 : 1;

    /// <summary>Whether the plan served limits any side.</summary>
    public bool AreNamed => Find().Limits.Count > 0;

    /// <summary>Divides all limits by a number of nodes, 0 for no part yet.</summary>
    /// <returns>Whether what is under way fits into the part.</returns>
    public bool Divide(int parts)
    {
        lock (_lock)
        {
            _parts = parts;
            return DivideLocked(Find().Limits);
        }
    }

    /// <summary>Takes one request of the rate; returns null, or the reason where the rate is used up.</summary>
    public string? TryPay(RoutePlan route, Side side) =>
        Of(route, side) is { } budget && budget.TryPay() is { } why ? $"{why} the {ComparedSides.NameOf(side)} side" : null;

    /// <summary>Returns the budget of a side; null where the plan does not limit it.</summary>
    public SideBudget? Of(RoutePlan route, Side side) =>
        (side == Side.Legacy ? route.Legacy : route.New) is { } target ? Of(target) : null;

    /// <summary>Returns the budget of a side; null where the plan does not limit it.</summary>
    public SideBudget? Of(SideTarget side) => AreNamed ? _sides.GetValueOrDefault(NameOf(side)) : null;

    private Served Find()
    {
        var plan = routing.Snapshot.Plan;
        if (_served is { } served && ReferenceEquals(served.Plan, plan))
            return served;
        lock (_lock)
        {
            served = new Served(plan, LimitsOf(plan));
            DivideLocked(served.Limits);
            return _served = served;
        }
    }

    private bool DivideLocked(IReadOnlyDictionary<string, ShadowLimits> limits)
    {
        var fits = true;
        foreach (var (name, limit) in limits)
            fits &= _sides.GetOrAdd(name, _ => new SideBudget(time)).Divide(limit, _parts);
        foreach (var (name, budget) in _sides)
            if (!limits.ContainsKey(name))
            {
                // Whoever waits for it is let go on.
                budget.Divide(new ShadowLimits(null, null), 1);
                _sides.TryRemove(name, out _);
            }

        return fits;
    }

    // The least of what is said of a side in several places.
    private static Dictionary<string, ShadowLimits> LimitsOf(MigrationPlan plan)
    {
        var limits = new Dictionary<string, ShadowLimits>(StringComparer.Ordinal);
        foreach (var system in plan.Systems)
            Add(system.Side.ToString(), system.Limits.Shadows);
        foreach (var side in plan.Routes.SelectMany(r => new[] { r.Legacy, r.New }).OfType<SideTarget>())
            Add(NameOf(side), side.Protection?.Shadows);
        return limits;

        void Add(string name, ShadowLimits? said)
        {
            if (ShadowLimits.Least(limits.GetValueOrDefault(name), said) is { } least)
                limits[name] = least;
        }
    }

    private static string NameOf(SideTarget side) =>
        side.Address?.GetLeftPart(UriPartial.Authority) ?? side.Name.ToString();

    private sealed record Served(MigrationPlan Plan, IReadOnlyDictionary<string, ShadowLimits> Limits);
}
