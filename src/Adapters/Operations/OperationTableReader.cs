using System.Collections.Frozen;
using Hub.Adapters.Resources;
using Hub.Adapters.Sql;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Operations;

/// <summary>
/// Finds out which of a system's operations only read. A database's say so themselves. A WSDL does not: there, an
/// operation reads only if the system's file says <c>reads: [GetOrder]</c>, or if a resource that reads calls it and none that writes.
/// </summary>
internal static class OperationTableReader
{
    public static OperationTable Read(
        SystemPlan system, ISystemContract contract, IReadOnlyDictionary<string, Resource> resources, MigrationPlan plan, PlanErrors errors)
    {
        var side = $"adapter:{system.Name}";
        var answered = plan.Capabilities.Where(c => Sides(c).Contains(side, StringComparer.Ordinal)).ToList();
        var capabilities = answered.Select(c => c.Name).ToList();
        var inside = answered.Exists(c => c.Zone == Zone.Inside);
        var reads = Reads(system.Node["reads"], contract, resources, plan, errors);
        var faults = Faults(system.Node["faults"], contract);
        return new OperationTable(contract.OperationNames.Select(contract.Find).OfType<Operation>().Select(operation => new OfferedOperation(
            system.Name, operation, operation is SqlOperation sql ? sql.Write : !reads.Contains(operation.Name), faults, capabilities, inside)));
    }

    private static IEnumerable<string> Sides(CapabilityPlan capability) =>
        capability.Routes.SelectMany(r => new[] { r.Legacy.Name, r.New?.Name }).OfType<string>()
            .Concat(capability.Link is { } link ? [link.Legacy, link.New, .. link.Copies] : []);

    private static HashSet<string> Reads(
        PlanNode? declared, ISystemContract contract, IReadOnlyDictionary<string, Resource> resources, MigrationPlan plan, PlanErrors errors)
    {
        if (declared is { Items.Count: 0 })
            errors.Add(declared, "'reads' is a list of the operations that change nothing, such as [GetOrder]");
        foreach (var name in (declared?.Items ?? []).Where(i => contract.Find(i.Text ?? "") is null))
            errors.Add(name, $"operation '{name.Text}' is not in {contract.File}{Spelling.DidYouMean(name.Text ?? "", contract.OperationNames)}");
        var routes = plan.Routes.ToLookup(r => r.Id, StringComparer.Ordinal);
        var calls = resources.Select(r => (r.Value.Call.Operation.Name, Writes: r.Value.Write ?? routes[r.Key].Any(route => route.IsWrite)))
            .ToLookup(c => c.Name, c => c.Writes, StringComparer.Ordinal);
        return [.. (declared?.Items ?? []).Select(i => i.Text ?? ""), .. calls.Where(c => c.All(writes => !writes)).Select(c => c.Key)];
    }

    // What is wrong with them is told where resources are read.
    private static FaultTable Faults(PlanNode? common, ISystemContract contract)
    {
        var statuses = new Dictionary<string, int>(contract.DefaultFaults, StringComparer.Ordinal);
        foreach (var (name, value) in common?.Fields ?? [])
            if (value.Integer is >= 400 and <= 599 and var status)
                statuses[name] = (int)status;
        return new FaultTable(statuses.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
