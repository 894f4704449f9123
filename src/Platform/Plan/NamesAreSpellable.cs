using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// Names that stand in addresses, headers, metrics and command lines are made of letters, digits and <c>. - _</c>, and short.
/// </summary>
internal sealed class NamesAreSpellable : IPlanRule
{
    private const int Longest = 100;

    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var system in plan.Systems)
            Check("system", "erp", system.Name, system.Node.At, errors);
        foreach (var capability in plan.Capabilities)
            Check("capability", "orders", capability.Name, capability.At, errors);
        foreach (var route in plan.Claiming)
            Check("route", "orders.get", route.Id, route.At, errors);
    }

    private static void Check(string kind, string example, string name, PlanLocation at, PlanErrors errors)
    {
        if (name.Length > Longest || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            errors.Add(
                at,
                $"'{Spelling.Shorten(name)}' is no name of a {kind}: it has letters A-Z, digits and . - _, "
                + $"and {Longest} characters at most, as in {example}");
    }
}
