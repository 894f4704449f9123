using Hub.Adapters.Mapping;
using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>
/// Every operation, path and fault a system's file names is in its WSDL, and every route that goes to it is answered.
/// </summary>
internal sealed class SystemsFitTheirContracts(ConverterFolder? converters = null) : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var system in plan.Systems)
            errors.Try(system.Node.At, $"system '{system.Name}' cannot be read", () => Check(system, plan, errors));
    }

    private void Check(SystemPlan system, MigrationPlan plan, PlanErrors errors)
    {
        if (SystemReader.Read(system, plan, errors, converters) is not { } definition)
            return;
        var resources = (system.Node["resources"]?.Fields ?? []).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var route in plan.Routes.Where(r =>
            r.Legacy.Name == $"adapter:{system.Name}" && !resources.Contains(r.Id)))
            errors.Add(route.At, $"route '{route.Id}' goes to adapter:{system.Name}, which has no resource '{route.Id}'"
                + Spelling.DidYouMean(route.Id, definition.Resources.Keys));
    }
}
