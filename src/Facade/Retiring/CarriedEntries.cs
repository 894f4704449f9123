using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Retiring;

/// <summary>
/// Finds what in a plan's files carries the legacy side of a route, and what else needs it: the adapter's entry with its
/// mappings, and where it was the last one, the system's file with its contract and credentials. A pure function of the plan.
/// </summary>
internal static class CarriedEntries
{
    /// <summary>Returns the entries, file by file.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="route">The route.</param>
    /// <param name="stages">Where routes stand; those that are retired need nothing of the legacy side.</param>
    public static IReadOnlyList<CarriedEntry> Of(MigrationPlan plan, RoutePlan route, Func<string, Stage> stages)
    {
        if (!route.HasLegacy)
            return [];
        // A system may be the new side of others.
        var users = plan.Routes
            .Where(r => r.Id != route.Id && (r.New?.Name == route.Legacy.Name
                || (r.Legacy.Name == route.Legacy.Name && stages(r.Id) != Stage.Retired)))
            .Select(r => r.Id)
            .Concat(plan.Capabilities.Select(c => c.Link).OfType<LinkPlan>().Where(l => l.Sides.Contains(route.Legacy.Name))
                .Select(l => $"the link of {l.Entity}"))
            .Order(StringComparer.Ordinal).ToList();
        List<CarriedEntry> found = [];
        if (route.Capability.Link is { } link)
            found.Add(new(link.At.File, link.At.Line, "link", Goes: false, ["sync, as long as it flows"]));
        if (route.Capability.LegacyAt is { } at)
        {
            var siblings = route.Capability.Routes.Where(r => r.Id != route.Id && stages(r.Id) != Stage.Retired)
                .Select(r => r.Id).Order(StringComparer.Ordinal).ToList();
            found.Add(new(at.File, at.Line, "sides.legacy", siblings.Count == 0, siblings));
        }

        if (plan.Systems.FirstOrDefault(s => s.Side == route.Legacy.Name) is { } system)
            found.AddRange(OfSystem(plan, system.Node, route.Id, users, stages));
        return
        [
            .. found.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)
                .ThenBy(e => e.Entry, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Returns the catch-alls that lead to the address of the route's legacy system: what callers ask there, the hub does not
    /// know, and retiring the route does not end it.
    /// </summary>
    public static IReadOnlyList<CatchAllPlan> CatchAllsTo(MigrationPlan plan, RoutePlan route)
    {
        if (!route.HasLegacy)
            return [];
        var addresses = plan.Systems.FirstOrDefault(s => s.Side == route.Legacy.Name) is { } system
            ? Within(system.Node).Where(f => f.Name == "address").Select(f => AuthorityOf(f.Node.Value))
            : [route.Legacy.Address?.Authority];
        var known = addresses.OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. plan.CatchAll.Where(c => known.Contains(c.To.Authority))];
    }

    /// <summary>Returns whether a catch-all leads to the address of a system that speaks SOAP.</summary>
    public static bool LeadsToSoap(MigrationPlan plan, CatchAllPlan catchAll) => plan.Systems.Any(s =>
        catchAll.To.Authority.Equals(AuthorityOf(s.Node["soap"]?["address"]?.Value), StringComparison.OrdinalIgnoreCase));

    private static string? AuthorityOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Authority.Length > 0 ? uri.Authority : null;

    private static IEnumerable<CarriedEntry> OfSystem(
        MigrationPlan plan, PlanNode system, string route, IReadOnlyList<string> users, Func<string, Stage> stages)
    {
        if (users.Count == 0)
        {
            yield return new(system.At.File, system.At.Line, "", Goes: true, []);
            foreach (var file in FilesOf(system, plan.Bundle))
            {
                var others = plan.Systems.Where(s => s.Node != system && FilesOf(s.Node, plan.Bundle).Contains(file))
                    .Select(s => $"system {s.Name}").ToList();
                yield return new(file, 1, "", others.Count == 0, others);
            }

            yield break;
        }

        if (system["resources"]?[route] is not { } resource)
            yield break;
        yield return new(resource.At.File, resource.At.Line, $"resources.{route}", Goes: true, []);
        foreach (var mapping in MappingsOf(resource))
            if (system["mappings"]?[mapping] is { } entry)
            {
                var needed = UsersOf(mapping, system, route, stages).ToList();
                yield return new(entry.At.File, entry.At.Line, $"mappings.{mapping}", needed.Count == 0, needed);
            }

        foreach (var name in new[] { "credentials" })
            if (system[name] is { } entry)
                yield return new(entry.At.File, entry.At.Line, name, Goes: false, users);
    }

    private static IEnumerable<string> UsersOf(string mapping, PlanNode system, string route, Func<string, Stage> stages)
    {
        foreach (var (id, resource) in system["resources"]?.Fields ?? [])
            if (id != route && stages(id) != Stage.Retired && MappingsOf(resource).Contains(mapping))
                yield return id;
        foreach (var (section, node) in system.Fields.Where(f => f.Key is not ("resources" or "mappings")))
            if (MappingsOf(node).Contains(mapping))
                yield return section;
        foreach (var (other, node) in system["mappings"]?.Fields ?? [])
            if (other != mapping && MappingsOf(node).Contains(mapping))
                yield return $"mapping {other}";
    }

    private static HashSet<string> MappingsOf(PlanNode node) =>
        [.. Within(node).Where(f => f.Name == "mapping").Select(f => f.Node.Text).OfType<string>()];

    // Contracts and statements, by whichever field names them.
    private static IReadOnlyList<string> FilesOf(PlanNode node, PlanBundle files) =>
    [
        .. Within(node).Select(f => f.Node.Text).OfType<string>()
            .SelectMany(text => new[] { text, $"contracts/{text}", $"sql/{text}" }).Where(files.Files.ContainsKey)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<(string Name, PlanNode Node)> Within(PlanNode node, string name = "") =>
        node.Fields.SelectMany(f => Within(f.Value, f.Key))
            .Concat(node.Items.SelectMany(i => Within(i, name)))
            .Append((name, node));
}
