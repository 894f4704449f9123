using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Cutover;

/// <summary>
/// Requests that a route's legacy side answered within the plan's quiet days; forced ones are nobody's traffic.
/// </summary>
internal sealed class LegacyTraffic(SideUse use, TimeProvider time) : ILegacyUse
{
    public async Task<string?> FindAsync(MigrationPlan plan, CapabilityPlan capability, RoutePlan route)
    {
        var quiet = (capability.Retire ?? plan.Retire).QuietDays;
        if (quiet == 0 || await use.FindLastAsync(route.Id, Side.Legacy) is not { } last)
            return null;
        return time.GetUtcNow() - last >= TimeSpan.FromDays(quiet) ? null
            : $"{route.Legacy.Name} answered a request of it at {last:yyyy-MM-dd HH:mm} UTC, "
            + $"and has to be quiet for {quiet} days (retire: quietDays): "
            + $"try again after {last.AddDays(quiet):yyyy-MM-dd HH:mm} UTC.";
    }
}

/// <summary>A sync link flows as long as the plan names it, and with it the legacy side's records.</summary>
internal sealed class FlowingLink : ILegacyUse
{
    public Task<string?> FindAsync(MigrationPlan plan, CapabilityPlan capability, RoutePlan route) => Task.FromResult(
        capability.Link is { } link
            ? $"The sync link of {link.Entity} between {link.Legacy} and {link.New} still flows: "
                + $"when the legacy side needs its records no more, remove 'link' at {link.At} and apply the plan."
            : null);
}
