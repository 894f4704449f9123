using Hub.Facade.Retiring;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Cutover.Checks;

/// <summary>
/// A route is retired once nothing uses its legacy side: no request within the plan's quiet days (forced ones are nobody's
/// traffic), nor within the time that one of its callers has stayed away before, and no sync link, which flows as long as the
/// plan names it.
/// </summary>
internal sealed class LegacyIsUnused(SideUse use, CallersOfLegacy callers, TimeProvider time) : IShiftCheck
{
    public async Task<Objection?> FindAsync(RoutingChange change)
    {
        if (change is not RouteShift { To.Stage: Stage.Retired } shift)
            return null;
        var found = new[] { await FindTrafficAsync(shift), FindLink(shift.Route.Capability) }.OfType<string>().ToList();
        return found.Count == 0 ? null : new Objection(
            $"{shift.Route.Id} cannot be retired while its legacy side is in use. {string.Join(' ', found)}");
    }

    private async Task<string?> FindTrafficAsync(RouteShift shift)
    {
        var route = shift.Route;
        var quiet = (route.Capability.Retire ?? shift.Served.Plan.Retire).QuietDays;
        if (quiet == 0 || await use.FindLastAsync(route.Id, Side.Legacy) is not { } last)
            return null;
        return time.GetUtcNow() - last >= TimeSpan.FromDays(quiet)
            ? await FindRareCallerAsync(route, TimeSpan.FromDays(quiet))
            : $"{route.Legacy.Name} answered a request of it at {last:yyyy-MM-dd HH:mm} UTC, "
            + $"and has to be quiet for {Counted.Of(quiet, "day")} (retire: quietDays): "
            + $"try again after {last.AddDays(quiet):yyyy-MM-dd HH:mm} UTC.";
    }

    // Who comes once a month is not gone because two weeks were quiet. Nobody is named, as viewers read previews and waves, and
    // callers are named to operators of the capability.
    private async Task<string?> FindRareCallerAsync(RoutePlan route, TimeSpan quiet)
    {
        var now = time.GetUtcNow();
        return (await callers.FindAsync(route.Id)).FirstOrDefault(c => c.GoneFrom(quiet) > now) is not { } rare ? null
            : $"One of its callers has stayed away for {Days(rare.LongestPause)} before and came back, which is longer "
            + $"than the quiet time of {Days(quiet)}; its last request came at {rare.Last:yyyy-MM-dd HH:mm} UTC: ask "
            + $"who runs it (./hub retire {route.Id} --dry-run names it), or try again "
            + $"after {rare.GoneFrom(quiet):yyyy-MM-dd HH:mm} UTC.";
    }

    private static string Days(TimeSpan time) => Counted.Of((long)Math.Round(time.TotalDays), "day");

    private static string? FindLink(CapabilityPlan capability) => capability.Link is { } link
        ? $"The sync link of {link.Entity} between {link.Legacy} and {link.New} still flows: "
            + $"when the legacy side needs its records no more, remove 'link' at {link.At} and apply the plan."
        : null;
}
