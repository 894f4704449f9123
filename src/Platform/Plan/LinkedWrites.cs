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
        }
    }
}
