namespace Hub.Platform.Plan;

/// <summary>
/// Who owns a record of a linked entity follows from the record's own cohort key. A route that writes such records may
/// stand between 0 and 100 % only where request and record are sure to give the same key.
/// </summary>
public static class LinkedWrites
{
    /// <summary>
    /// Why a route's requests cannot be told apart by cohort, in half a sentence; null where they can, or need not.
    /// </summary>
    public static string? WhyUndivided(MigrationPlan plan, RoutePlan route)
    {
        var capability = route.Capability;
        if (capability.Link is not { } link || !route.IsWrite)
            return null;
        if (capability.Cohort is not { } cohort)
            return $"{capability.Name} has no 'cohort'";
        if (!cohort.Sources.Any(s => CohortKeysAreCarried.Carries(route, s)))
            return $"no request of {route.Id} carries {cohort.Key} in {string.Join(", ", cohort.Sources)}";
        return WhyUnreadable(plan, link, cohort.Key);
    }

    /// <summary>
    /// Why the records of a route's link cannot be handed over one cohort at a time and back, in half a sentence; null where they
    /// can, or where nothing is to be: a link of one direction says so elsewhere (<see cref="WritesAreLinked"/>).
    /// </summary>
    public static string? WhyNotHandedOver(MigrationPlan plan, RoutePlan route)
    {
        var capability = route.Capability;
        if (capability.Link is not { BothWays: true } link || !route.IsWrite || route.New is null)
            return null;
        var writes = capability.Routes.Where(r => r.IsWrite).ToList();
        if (writes.Find(r => r.New is null) is { } staying)
            return $"{staying.Id} at {staying.At} writes the same records and has no new side, so it goes on at legacy "
                + "whoever owns them: give it one, or take it out of the plan";
        return plan.Systems.FirstOrDefault(s => s.Side == link.Legacy) is { } system
            && system.Node["entities"]?[link.Entity] is { } entity
                ? WhyNoWayBack(entity, link.Entity, WriteGroup.Of(route))
                : null;
    }

    private static string? WhyNoWayBack(PlanNode entity, string name, IReadOnlyList<RoutePlan> group)
    {
        var made = group.FirstOrDefault(r => r.Match.Method == "POST");
        var changed = group.FirstOrDefault(r => r.Match.Method is "PUT" or "PATCH");
        var deleted = group.FirstOrDefault(r => r.Match.Method == "DELETE");
        var (lacks, of, consequence) =
            entity["changes"] is null ? ("changes", group[0], "what legacy changes never reaches the new side")
            : made is not null && entity["create"] is null ? ("create", made, "what it makes at new never reaches legacy")
            : made is not null && entity["find"] is null
                ? ("find", made, "what it makes at new cannot be looked up at legacy after a lost answer")
            : changed is not null && entity["update"] is null ? ("update", changed, "what it changes at new never reaches legacy")
            : changed is not null && entity["get"] is null && entity["update"]?["current"] is null
                ? ("get", changed, "what it changes at new cannot be compared with legacy")
            : deleted is not null && entity["delete"] is null
                ? ("delete", deleted, "what it deletes at new stays at legacy")
            : ("", (RoutePlan?)null, "");
        return of is null ? null : $"entity '{name}' at {entity.At} has no '{lacks}', so {consequence} ({of.Id})";
    }

    /// <summary>What reads the record's key is its system's entity; a service's own change source says it itself.</summary>
    private static string? WhyUnreadable(MigrationPlan plan, LinkPlan link, string key)
    {
        if (plan.Systems.FirstOrDefault(s => s.Side == link.Legacy) is not { } system)
            return null;
        if (system.Node["entities"]?[link.Entity] is not { } entity)
            return $"{system.Node.At.File} describes no entity '{link.Entity}'";
        return entity["cohort"]?.Text == key
            ? null
            : $"entity '{link.Entity}' at {entity.At} reads no cohort '{key}' from its records";
    }
}

/// <summary>Tells which writes of linked entities move all at once, or not at all.</summary>
internal sealed class LinkedWritesAreUndivided : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var route in plan.Routes)
        {
            if (LinkedWrites.WhyUndivided(plan, route) is { } why)
                errors.Note(
                    route.At,
                    $"{route.Id} can stand at 0 or 100 % only: it writes records that both sides keep, "
                    + $"and any share between needs a cohort key that request and record have in common, but {why}");
            if (LinkedWrites.WhyNotHandedOver(plan, route) is { } how)
                errors.Note(route.At, $"{route.Id} can stand at 0 or 100 % only: its records cannot be handed over, as {how}");
        }
    }
}
