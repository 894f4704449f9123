using System.Collections.Immutable;
using Hub.Platform.Routing;

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
        ArgumentNullException.ThrowIfNull(errors);
        if (bundle.Files.Count > PlanBundle.MostFiles)
        {
            errors.Add(Whole, $"the plan has {bundle.Files.Count} files; {PlanBundle.MostFiles} are read at most");
            return null;
        }

        var files = ReadFiles(bundle, references, errors);
        var systems = Under("systems/");
        var capabilities = Under("capabilities/");
        if (capabilities.Count == 0 && errors.Count == 0)
            errors.Add(Whole, "the plan has no capability; write one file for each in capabilities/");

        var hub = HubSection.Read(node: null, bundle, errors);
        if (files.GetValueOrDefault("hub.yaml") is { } own)
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
        };
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

        List<PlanNode> Under(string folder) =>
            [.. files.Where(f => f.Key.StartsWith(folder, StringComparison.Ordinal)).Select(f => f.Value)];
    }

    private MigrationPlan? Build(MigrationPlan plan, PlanErrors errors)
    {
        var built = new Dictionary<IPlanPart, object>();
        foreach (var part in parts ?? [])
            errors.Try(Whole, "the plan cannot be served", () => built[part] = part.Build(plan, errors));
        errors.Try(Whole, "the plan cannot be served", () => _ = new RoutingSnapshot(0, plan));
        return errors.Count == 0 ? plan with { Built = built } : null;
    }

    private static SortedDictionary<string, PlanNode> ReadFiles(PlanBundle bundle, PlanReferences references, PlanErrors errors)
    {
        var yaml = new PlanYaml(errors);
        var files = new SortedDictionary<string, PlanNode>(StringComparer.Ordinal);
        foreach (var path in bundle.Files.Keys.Where(p => p.EndsWith(".yml", StringComparison.Ordinal) && !IsContract(p)))
            errors.Add(new PlanLocation(path, 1), "a plan's files end in .yaml, so this one is not read; rename it");
        foreach (var path in bundle.Files.Keys.Where(IsYaml))
        {
            if (yaml.Read(path, bundle.Text(path)!) is { } node)
                files.Add(path, node);
        }

        foreach (var environment in files.Where(f => f.Key.StartsWith("environments/", StringComparison.Ordinal)).ToList())
        {
            files.Remove(environment.Key);
            LayEnvironment(environment.Value, files, bundle, errors);
        }

        // Only now: what an environment has replaced need not be there.
        foreach (var (file, node) in files.ToList())
            files[file] = references.Resolve(node, errors);
        return files;
    }

    private static void LayEnvironment(
        PlanNode environment, SortedDictionary<string, PlanNode> files, PlanBundle bundle, PlanErrors errors)
    {
        var sections = new PlanFields(environment, errors, "hub", "systems", "capabilities").Node;
        if (sections["hub"] is { } hub)
            Lay("hub.yaml", hub);
        foreach (var folder in new[] { "systems", "capabilities" })
        {
            foreach (var (name, node) in sections[folder]?.Fields ?? [])
                Lay($"{folder}/{name}.yaml", node);
        }

        void Lay(string file, PlanNode over)
        {
            if (files.TryGetValue(file, out var under))
                files[file] = PlanOverlay.Lay(over, under);
            else if (!bundle.Files.ContainsKey(file))
                errors.Add(over, $"there is no {file} to lay this over{Spelling.DidYouMean(file, files.Keys)}");
        }
    }

    private static bool IsYaml(string path) =>
        path.EndsWith(".yaml", StringComparison.Ordinal) && !IsContract(path);

    private static bool IsContract(string path) => path.StartsWith("contracts/", StringComparison.Ordinal);
}
