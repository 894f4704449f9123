using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads a whole plan from its files, checks it by every part's rules and has every part build what it serves of it. All
/// faults are reported at once, and what this process cannot build is one, so a plan that was loaded can be served.
/// </summary>
/// <param name="rules">The parts' own checks.</param>
/// <param name="parts">The parts that serve plans in this process.</param>
public sealed class PlanLoader(IEnumerable<IPlanRule> rules, IEnumerable<IPlanPart>? parts = null)
{
    private const string Unreadable = "this file cannot be read";
    private static readonly PlanLocation Whole = new("capabilities", 1);

    /// <summary>The plan, ready to be served, or null when <paramref name="errors"/> got any.</summary>
    public MigrationPlan? Load(PlanBundle bundle, PlanReferences references, PlanErrors errors)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(errors);
        if (bundle.Files.Count > PlanBundle.MostFiles)
        {
            errors.Add(Whole, $"the plan has {bundle.Files.Count} files; {PlanBundle.MostFiles} are read at most");
            return null;
        }

        PlanPaths.Check(bundle, errors);
        var files = new SortedDictionary<string, PlanNode>(StringComparer.Ordinal);
        // Only what an environment has left: what it replaces need not be there.
        foreach (var (file, tree) in PlanTrees.Read(bundle, errors).Laid)
            files.Add(file, references.Resolve(file, tree, errors));
        var systems = Under(PlanPaths.Systems, "system: erp");
        var capabilities = Under(PlanPaths.Capabilities, "capability: orders");
        if (capabilities.Count == 0 && errors.Count == 0)
            errors.Add(Whole, "the plan has no capability; write one file for each in capabilities/");

        var hub = HubSection.Read(node: null, bundle, errors);
        if (files.GetValueOrDefault(PlanPaths.Hub) is { } own)
            errors.Try(own.At, Unreadable, () => hub = HubSection.Read(own, bundle, errors));
        var plan = new MigrationPlan(
            bundle,
            hub.Expose,
            hub.CatchAll,
            [.. systems.Select(s => Read(s, SystemSection.Read)).OfType<SystemPlan>()],
            [.. capabilities.Select(c => Read(c, (n, e) => CapabilitySection.Read(n, hub.Cors, e))).OfType<CapabilityPlan>()])
        {
            Freezes = hub.Freezes,
            Retire = hub.Retire,
            Jwt = hub.Jwt,
            Cors = hub.Cors,
            Api = hub.Api,
            Notify = hub.Notify,
            SignIn = hub.SignIn,
            HostFiles = references.Files,
        };
        plan = plan with { Gaps = PlanGaps.Find(bundle, files, errors) };
        foreach (var rule in rules)
            errors.Try(Whole, "the plan cannot be checked", () => rule.Check(plan, errors));
        return errors.Count == 0 ? Build(plan, errors) : null;

        T? Read<T>(PlanNode node, Func<PlanNode, PlanErrors, T> read)
            where T : class
        {
            T? section = null;
            errors.Try(node.At, Unreadable, () => section = read(node, errors));
            return section;
        }

        List<PlanNode> Under(string folder, string example)
        {
            foreach (var (file, node) in files.Where(f => IsUnder(f.Key) && f.Value.Kind != PlanNodeKind.Map).ToList())
            {
                errors.Add(node, $"expected fields here, such as '{example}'");
                files.Remove(file);
            }

            return [.. files.Where(f => IsUnder(f.Key)).Select(f => f.Value)];

            bool IsUnder(string file) => file.StartsWith(folder, StringComparison.Ordinal);
        }
    }

    private MigrationPlan? Build(MigrationPlan plan, PlanErrors errors)
    {
        var built = new Dictionary<IPlanPart, object>();
        foreach (var part in parts ?? [])
            errors.Try(Whole, "the plan cannot be served", () => built[part] = part.Build(plan, errors));
        return errors.Count == 0 ? plan with { Built = built } : null;
    }
}
