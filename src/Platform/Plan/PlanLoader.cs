using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>Reads a whole plan from its files and checks it by every part's rules, reporting all faults at once.</summary>
/// <param name="rules">The parts' own checks.</param>
public sealed class PlanLoader(IEnumerable<IPlanRule> rules)
{
    /// <summary>The plan, or null when <paramref name="errors"/> got any.</summary>
    public MigrationPlan? Load(PlanBundle bundle, PlanReferences references, PlanErrors errors)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(errors);
        var files = new SortedDictionary<string, PlanNode>(StringComparer.Ordinal);
        // Only what an environment has left: what it replaces need not be there.
        foreach (var (file, tree) in PlanTrees.Read(bundle, errors).Laid)
            files.Add(file, references.Resolve(file, tree, errors));
        var systems = Under("systems/");
        var capabilities = Under("capabilities/");
        if (capabilities.Count == 0 && errors.Count == 0)
            errors.Add(
                new PlanLocation("capabilities", 1), "the plan has no capability; write one file for each in capabilities/");

        var hub = HubSection.Read(files.GetValueOrDefault("hub.yaml"), bundle, errors);
        var plan = new MigrationPlan(
            bundle,
            hub.Expose,
            hub.CatchAll,
            [.. systems.Select(s => SystemSection.Read(s, errors))],
            [.. capabilities.Select(c => CapabilitySection.Read(c, hub.Cors, errors))])
        {
            Freezes = hub.Freezes,
            Retire = hub.Retire,
            Jwt = hub.Jwt,
            Cors = hub.Cors,
            HostFiles = references.Files,
        };
        foreach (var rule in rules)
            rule.Check(plan, errors);
        return errors.Count == 0 ? plan : null;

        List<PlanNode> Under(string folder) =>
            [.. files.Where(f => f.Key.StartsWith(folder, StringComparison.Ordinal)).Select(f => f.Value)];
    }
}
