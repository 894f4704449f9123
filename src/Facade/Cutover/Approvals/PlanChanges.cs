using Hub.Facade.Addressing;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>What another plan changes, and whose business that is.</summary>
internal static class PlanChanges
{
    /// <summary>
    /// The capabilities whose files differ; a file that is not one capability's own, such as a system's, is
    /// <see cref="AccessGrant.Everything"/>. It is read from what is written, before any reference is resolved.
    /// </summary>
    public static IReadOnlyList<string> Owners(PlanBundle from, PlanBundle to)
    {
        var trees = new[] { PlanTrees.Read(from, []).Written, PlanTrees.Read(to, []).Written };
        return
        [
            .. PlanBundle.Compare(from, to).SelectMany(f => OwnersOf(f.Path).DefaultIfEmpty(AccessGrant.Everything))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];

        IEnumerable<string> OwnersOf(string file) => file.StartsWith("capabilities/", StringComparison.Ordinal)
            ? trees.Select(t => t.GetValueOrDefault(file)?["capability"]?.Text).OfType<string>()
            : [];
    }

    /// <summary>The capabilities whose files differ, and those whose requests a new route may claim.</summary>
    public static IReadOnlyList<string> Capabilities(MigrationPlan from, MigrationPlan to) =>
        [.. Owners(from.Bundle, to.Bundle).Union(Claimed(from, to), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The capabilities in zone inside for which a plan takes a second person: it changes anything of one or of the systems
    /// behind it, takes it out of the zone or away, or lets a new route claim its requests.
    /// </summary>
    public static IReadOnlyList<string> TouchedInside(MigrationPlan from, MigrationPlan to)
    {
        var inside = from.Capabilities.Where(c => c.Zone == Zone.Inside).ToDictionary(c => c.Name, StringComparer.Ordinal);
        var changes = new InsideChanges(from, to);
        var unchanged = to.Capabilities
            .Where(n => inside.TryGetValue(n.Name, out var old) && Essence(n) == Essence(old) && !changes.Touch(old, n))
            .Select(n => n.Name);
        var claimed = Claimed(from, to).Where(inside.ContainsKey);
        return [.. inside.Keys.Except(unchanged, StringComparer.Ordinal).Union(claimed, StringComparer.Ordinal)];
    }

    /// <summary>The capabilities whose requests may come to a new route of another one.</summary>
    private static IEnumerable<string> Claimed(MigrationPlan from, MigrationPlan to)
    {
        var known = from.Claiming.Select(Essence).ToHashSet(StringComparer.Ordinal);
        var claims = to.Claiming.Where(r => !known.Contains(Essence(r))).ToList();
        // A path that is guarded is so whatever the method: another one is answered by nobody (405) until its owner wants it.
        var guarded = from.Capabilities
            .Where(c => c.Zone == Zone.Inside || c.Access is PublicAccess.Token or PublicAccess.Jwt)
            .Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return from.Claiming
            .Where(r => claims.Any(c => c.Capability.Name != r.Capability.Name
                && (guarded.Contains(r.Capability.Name) || AnswerOneMethod(c.Match, r.Match)) && Overlap(c.Match, r.Match)))
            .Select(r => r.Capability.Name);
    }

    /// <summary>All that decides who answers whom, and nothing of how it is written.</summary>
    private static string Essence(CapabilityPlan capability) => string.Join(
        '\n',
        capability.Routes.OrderBy(r => r.Id, StringComparer.Ordinal).Select(Essence)
            .Prepend(capability.Cohort is { } cohort ? $"{cohort.Key} {cohort.Seed} {string.Join(',', cohort.Sources)}" : "")
            .Prepend(capability.Link is { } link
                ? $"{link.Legacy} {link.New} {link.BothWays} {string.Join(',', link.Copies)} {link.Conflict} {link.KeepsHashOnly}"
                    + $" {link.Service?.Changes} {link.Service?.Records}"
                : "")
            .Prepend($"{capability.Zone} {capability.Access}"));

    private static string Essence(RoutePlan route) =>
        $"{route.Id} {route.Match.Method} {route.Match.Host} {route.Match.Path} "
        + $"{string.Join(',', route.Match.Query)} {string.Join(',', route.Match.Headers)} "
        + $"{route.Legacy.Name} {route.Legacy.Path} {route.New?.Name} {route.New?.Path}";

    // HEAD goes with GET unless a route has it.
    private static bool AnswerOneMethod(RouteMatch one, RouteMatch other) =>
        (one.Method == HttpMethods.Head ? HttpMethods.Get : one.Method)
        == (other.Method == HttpMethods.Head ? HttpMethods.Get : other.Method);

    /// <summary>Whether a path may fit both, also for servers that take letters for those they look like.</summary>
    private static bool Overlap(RouteMatch one, RouteMatch other)
    {
        var (a, b) = (RoutePatternFactory.Parse(one.Path).PathSegments, RoutePatternFactory.Parse(other.Path).PathSegments);
        for (var n = 0; n < Math.Max(a.Count, b.Count); n++)
        {
            if (n >= a.Count || n >= b.Count)
                return IsOpen(n >= a.Count ? b[n] : a[n]);
            if (Literal(a[n]) is { } left
                && Literal(b[n]) is { } right
                && !LookAlikes.Narrow(left).Equals(LookAlikes.Narrow(right), StringComparison.OrdinalIgnoreCase))
                return false;
            if (IsCatchAll(a[n]) || IsCatchAll(b[n]))
                return true;
        }

        return true;
    }

    private static string? Literal(RoutePatternPathSegment segment) =>
        segment is { IsSimple: true, Parts: [RoutePatternLiteralPart part] } ? part.Content : null;

    private static bool IsCatchAll(RoutePatternPathSegment segment) =>
        segment.Parts.Any(p => p is RoutePatternParameterPart { IsCatchAll: true });

    /// <summary>Whether there need be nothing in its place.</summary>
    private static bool IsOpen(RoutePatternPathSegment segment) =>
        segment.Parts.All(p =>
            p is RoutePatternParameterPart { IsCatchAll: true } or RoutePatternParameterPart { IsOptional: true });
}
