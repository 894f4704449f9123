using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Serving;

/// <summary>
/// Every operation, path and fault a system's file names is in its WSDL, every route that goes to it is answered, and links
/// find what they need of it.
/// </summary>
internal sealed class SystemsFitTheirContracts(
    ConverterFolder? converters = null, IEnumerable<EntityContract>? services = null) : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        var read = new Dictionary<SideName, SystemDefinition>();
        foreach (var system in plan.Systems)
            errors.Try(system.Node.At, $"system '{system.Name}' cannot be read", () =>
            {
                if (Check(system, plan, errors) is { } definition)
                    read[system.Side] = definition;
            });
        // Of a plan with faults the mappings may be half of what they will be.
        if (errors.Count == 0)
        {
            new LinkedEntities(plan, read, [.. services ?? []], errors).Check();
            CohortKeysAreDeclared.Check(plan, read, errors);
        }
    }

    private SystemDefinition? Check(SystemPlan system, MigrationPlan plan, PlanErrors errors)
    {
        if (SystemReader.Read(system, plan, errors, converters) is not { } definition)
            return null;
        var resources = (system.Node["resources"]?.Fields ?? []).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var route in plan.Routes.Where(r => r.Legacy.Name == system.Side && !resources.Contains(r.Id)))
            errors.Add(route.At, $"route '{route.Id}' goes to {system.Side}, which has no resource '{route.Id}'"
                + Spelling.DidYouMean(route.Id, definition.Resources.Keys));
        foreach (var route in plan.Routes.Where(r => r.Legacy.Name == system.Side && r.DryRunOfLegacy))
            if (definition.Resources.TryGetValue(route.Id, out var resource) && resource.DryRun is null)
                errors.Add(
                    route.At, $"'dryRun: both' of route '{route.Id}' has {system.Side} try its writes, and resource "
                        + $"'{route.Id}' does not say how: give it dryRun: {{ call: …, in: {{ … }} }} with an operation that "
                        + $"only checks, or, of a database, dryRun: {DryRun.Rollback}; or say dryRun: true at the route");
        return definition;
    }
}
