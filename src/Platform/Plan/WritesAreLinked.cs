namespace Hub.Platform.Plan;

/// <summary>Tells which routes would write records that only one side then has.</summary>
public static class WritesAreLinked
{
    /// <summary>
    /// Returns what becomes of records that a route writes on the new side, as half a sentence; null where a link brings
    /// them to the legacy side, or where the route writes nothing there that the legacy side does not hold itself.
    /// </summary>
    public static string? WhyOneSided(RoutePlan route)
    {
        ArgumentNullException.ThrowIfNull(route);
        if (route.New is null || !route.IsWrite || route.New.Name == route.Legacy.Name)
            return null;
        var capability = route.Capability;
        return capability.Link switch
        {
            null => $"{capability.Name} has no 'link', so what is written on one side is unknown to the other, "
                + "also after a rollback",
            { BothWays: false } => $"the link of {capability.Name} goes 'direction: toNew', so what is written on the new side "
                + "never reaches the legacy side, also after a rollback",
            _ => null,
        };
    }
}

/// <summary>Warns of the writes that may be shifted where that is accepted, although no link keeps both sides in step.</summary>
internal sealed class WritesAreLinkedRule : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var route in plan.Routes)
        {
            if (WritesAreLinked.WhyOneSided(route) is { } why)
                errors.Note(
                    route.At,
                    $"{route.Id} writes, but {why}; each shift forward takes --accept-split: add a link, as in "
                    + $"link: {{ legacy: {Side(route.Legacy, "adapter:erp")}, new: {Side(route.New!, "service:orders")} }}, "
                    + "or say new: none for this route; where the sides share their records, leave it as it is");
        }
    }

    private static string Side(SideTarget side, string example) => side.Address is null ? side.Name.ToString() : example;
}
