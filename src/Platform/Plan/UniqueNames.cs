namespace Hub.Platform.Plan;

/// <summary>Names that the rest of the plan refers to must be unique.</summary>
internal sealed class UniqueNames : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        Check("system", plan.Systems.Select(s => (s.Name, s.Node.At)), errors);
        Check("capability", plan.Capabilities.Select(c => (c.Name, c.At)), errors);
        Check("route", plan.Claiming.Select(r => (r.Id, r.At)), errors);
    }

    private static void Check(string kind, IEnumerable<(string Name, PlanLocation At)> names, PlanErrors errors)
    {
        foreach (var group in names.Where(n => n.Name.Length > 0).GroupBy(n => n.Name, StringComparer.Ordinal))
        {
            foreach (var (name, at) in group.Skip(1))
                errors.Add(at, $"{kind} '{name}' is declared already at {group.First().At}; rename or remove one");
        }
    }
}
