using System.Collections.Frozen;
using Hub.Adapters.Calls;
using Hub.Adapters.Changes;
using Hub.Adapters.Resources;
using Hub.Adapters.Sql;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Operations;

/// <summary>
/// Finds out which of a system's operations only read. A database's say so themselves. A WSDL does not: there, an
/// operation reads only if the system's file says <c>reads:
/// [GetOrder]</c>, or if a resource or an entity calls it to read, and none to write.
/// </summary>
internal static class OperationTableReader
{
    public static OperationTable Read(
        SystemPlan system, ISystemContract contract, IReadOnlyDictionary<string, Resource> resources,
        IReadOnlyList<EntityDefinition> entities, MigrationPlan plan, PlanErrors errors)
    {
        var answered = plan.Capabilities.Where(c => c.Sides.Contains(system.Side)).ToList();
        var capabilities = answered.Select(c => c.Name).ToList();
        var inside = answered.Exists(c => c.Zone == Zone.Inside);
        var reads = Declared(system.Node["reads"], contract, errors)
            .Concat(Known(resources, entities, plan))
            .ToHashSet(StringComparer.Ordinal);
        var faults = Faults(system.Node["faults"], contract);
        return new OperationTable(contract.OperationNames.Select(contract.Find).OfType<Operation>().Select(operation =>
            new OfferedOperation(system.Name, operation, Writes(operation), faults, capabilities, inside)));

        bool Writes(Operation operation) => operation is SqlOperation sql ? sql.Write : !reads.Contains(operation.Name);
    }

    private static List<string> Declared(PlanNode? node, ISystemContract contract, PlanErrors errors)
    {
        if (node is { Items.Count: 0 })
            errors.Add(node, "'reads' is a list of the operations that change nothing, such as [GetOrder]");
        foreach (var name in (node?.Items ?? []).Where(i => contract.Find(i.Text ?? "") is null))
            errors.Add(name, $"operation '{name.Text}' is not in "
                + $"{contract.File}{Spelling.DidYouMean(name.Text ?? "", contract.OperationNames)}");
        return [.. (node?.Items ?? []).Select(i => i.Text ?? "")];
    }

    private static IEnumerable<string> Known(
        IReadOnlyDictionary<string, Resource> resources, IReadOnlyList<EntityDefinition> entities, MigrationPlan plan)
    {
        var routes = plan.Routes.ToLookup(r => r.Id, StringComparer.Ordinal);
        var calls = new List<(string Name, bool Writes)>();
        foreach (var (route, resource) in resources)
        {
            foreach (var step in resource.Steps)
                Add(step.Call, step.Write);
            if (resource.Steps.IsEmpty)
                Add(resource.Call, resource.Write ?? routes[route].Any(r => r.IsWrite));
        }

        foreach (var entity in entities)
        {
            MappedCall?[] asked =
                [entity.Changes?.Call, entity.Modified?.Call, entity.Snapshot?.Call, entity.Find, entity.Get];
            foreach (var read in asked)
                Add(read, writes: false);
            foreach (var write in new[] { entity.Create, entity.Update })
                Add(write, writes: true);
        }

        return calls
            .GroupBy(c => c.Name, c => c.Writes, StringComparer.Ordinal)
            .Where(g => g.All(writes => !writes))
            .Select(g => g.Key);

        void Add(MappedCall? call, bool writes)
        {
            if (call is null)
                return;
            calls.Add((call.Operation.Name, writes));
            Add(call.Current, writes: false);
        }
    }

    // What is wrong with them is told where resources are read.
    private static FaultTable Faults(PlanNode? common, ISystemContract contract) =>
        FaultTable.Read(contract.DefaultFaults, common?.Fields ?? [], (_, _) => { }, _ => null);
}
