using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>
/// Finds the capabilities in zone inside that a plan touches: in any field of their own, in what <c>hub.yaml</c> says for them,
/// in the systems behind them, or by another way to those systems' servers.
/// </summary>
internal sealed class InsideChanges
{
    private readonly MigrationPlan _from;
    private readonly MigrationPlan _to;
    private readonly IReadOnlyDictionary<string, PlanNode> _before;
    private readonly IReadOnlyDictionary<string, PlanNode> _after;
    private readonly IReadOnlyList<string> _documents;

    public InsideChanges(MigrationPlan from, MigrationPlan to)
    {
        (_from, _to) = (from, to);
        (_before, _after) = (PlanTrees.Read(from.Bundle, []).Laid, PlanTrees.Read(to.Bundle, []).Laid);
        _documents =
        [
            .. PlanBundle.Compare(from.Bundle, to.Bundle).Select(f => f.Path)
                .Where(f => !f.EndsWith(".yaml", StringComparison.Ordinal)),
        ];
    }

    /// <summary>Whether a capability, which both plans have, is touched.</summary>
    public bool Touch(CapabilityPlan old, CapabilityPlan @new)
    {
        var systems = SystemsOf(old).Concat(SystemsOf(@new)).ToHashSet(StringComparer.Ordinal);
        var (before, after) = (_before[old.At.File], _after[@new.At.File]);
        return OperatorsPart.Between(before, after).Any()
            || Inherited(before, after).Any(field => !IsSame(PlanPaths.Hub, field))
            || systems.Any(s => IsChanged(s, old.Name))
            || ((old.Access == PublicAccess.Jwt || @new.Access == PublicAccess.Jwt) && IsIssuerChanged())
            || HasWayAround(systems);
    }

    /// <summary>The fields of <c>hub.yaml</c> that hold for a capability as well; its own replaces those but freezes.</summary>
    private static IEnumerable<string> Inherited(PlanNode before, PlanNode after) =>
        new[] { "cors", "retire" }.Where(field => before[field] is null || after[field] is null).Append("freeze");

    private bool IsIssuerChanged() =>
        !IsSame(PlanPaths.Hub, "jwt")
        || (_after.GetValueOrDefault(PlanPaths.Hub)?["jwt"] is { } jwt
            && _documents.Any(d => Mentions(jwt, d[(d.LastIndexOf('/') + 1)..])));

    private static IEnumerable<string> SystemsOf(CapabilityPlan capability) =>
        capability.Sides.Where(s => s.Kind == SideKind.Adapter).Select(s => s.Name);

    /// <summary>What other capabilities have of a system is left out.</summary>
    private bool IsChanged(string system, string capability)
    {
        var (old, @new) = (Find(_from, system), Find(_to, system));
        if (old is null || @new is null)
            return old is not null || @new is not null;
        var (before, after) = (_before[old.Node.At.File], _after[@new.Node.At.File]);
        return !PlanFieldChanges.AreSame(Part(before, capability), Part(after, capability))
            || _documents.Any(d => Mentions(after, d[(d.LastIndexOf('/') + 1)..])
                || (d.StartsWith("contracts/", StringComparison.Ordinal) && after["soap"] is not null));
    }

    private static PlanNode Part(PlanNode system, string capability)
    {
        var resources = Only(system["resources"], id => id.StartsWith(capability + ".", StringComparison.Ordinal));
        var entities = Only(system["entities"], name => name == capability);
        var used = new List<PlanNode> { resources, entities };
        var mappings = new Dictionary<string, PlanNode>(StringComparer.Ordinal);
        for (var n = 0; n < used.Count; n++)
            foreach (var (name, mapping) in (system["mappings"]?.Fields ?? []).Where(m => Names(used[n], m.Key)))
                if (mappings.TryAdd(name, mapping))
                    used.Add(mapping);
        return PlanNode.Map(system.At, [.. system.Fields
            .Where(f => f.Key is not ("resources" or "entities" or "mappings")),
            KeyValuePair.Create("resources", resources), KeyValuePair.Create("entities", entities),
            KeyValuePair.Create("mappings", PlanNode.Map(system.At, [.. mappings.OrderBy(m => m.Key, StringComparer.Ordinal)]))]);

        PlanNode Only(PlanNode? map, Func<string, bool> wanted) =>
            PlanNode.Map(system.At, [.. (map?.Fields ?? []).Where(f => wanted(f.Key))]);
    }

    private static bool Names(PlanNode node, string mapping) =>
        node.Text == mapping || node.Items.Any(i => Names(i, mapping)) || node.Fields.Any(f => Names(f.Value, mapping));

    private static bool Mentions(PlanNode node, string word) =>
        node.Text?.Contains(word, StringComparison.Ordinal) == true
        || node.Items.Any(i => Mentions(i, word)) || node.Fields.Any(f => Mentions(f.Value, word));

    /// <summary>
    /// A catch-all or a system, new or changed, that leads to the server behind one of the capability's systems.
    /// </summary>
    private bool HasWayAround(HashSet<string> systems)
    {
        var servers = systems.Select(s => Find(_from, s)).OfType<SystemPlan>().Select(ServerOf).OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (servers.Count == 0)
            return false;
        var known = _from.CatchAll.Select(c => (c.Host, c.Path, c.Written)).ToHashSet();
        return _to.CatchAll.Any(c => !known.Contains((c.Host, c.Path, c.Written)) && servers.Contains(c.To.Authority))
            || _to.Systems.Any(s => !systems.Contains(s.Name) && ServerOf(s) is { } server
                && (servers.Contains(server) || servers.Any(other => AreNested(server, other)))
                && (Find(_from, s.Name) is not { } old || ServerOf(old) != server));
    }

    private static string? ServerOf(SystemPlan system) =>
        Uri.TryCreate(system.Node["soap"]?["address"]?.Value, UriKind.Absolute, out var address)
            ? address.Authority
            : system.Node["sql"]?["connection"]?.Value ?? system.Node["files"]?["folder"]?.Value;

    // Who works in a folder reaches the files of those within it and around it.
    private static bool AreNested(string one, string other)
    {
        if (!Path.IsPathFullyQualified(one) || !Path.IsPathFullyQualified(other))
            return false;
        var (first, second) = (Whole(one), Whole(other));
        return first.StartsWith(second, StringComparison.OrdinalIgnoreCase)
            || second.StartsWith(first, StringComparison.OrdinalIgnoreCase);

        static string Whole(string folder) =>
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
    }

    private static SystemPlan? Find(MigrationPlan plan, string system) => plan.Systems.FirstOrDefault(s => s.Name == system);

    private bool IsSame(string file, string field) => PlanFieldChanges.AreSame(
        _before.GetValueOrDefault(file)?[field], _after.GetValueOrDefault(file)?[field]);
}
