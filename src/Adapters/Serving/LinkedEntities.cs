using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Changes;
using Hub.Adapters.Mapping;
using Hub.Adapters.Schemas;
using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Serving;

/// <summary>
/// Notes links that cannot do what they are there for: an entity that its system's file does not describe, or not as far as
/// the link's direction needs it, and records that one side gives and the other does not take.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="systems">The systems that could be read, by their sides: <c>adapter:erp</c>.</param>
/// <param name="services">What hosted services take and give.</param>
/// <param name="errors">Where it is told.</param>
internal sealed class LinkedEntities(
    MigrationPlan plan, IReadOnlyDictionary<SideName, SystemDefinition> systems, IReadOnlyList<EntityContract> services,
    PlanErrors errors)
{
    private const int MostTold = 5;

    public void Check()
    {
        foreach (var link in plan.Capabilities.Select(c => c.Link).OfType<LinkPlan>())
        {
            Describe(link, link.Legacy, reads: true, writes: link.BothWays);
            TellTimes(link, link.Legacy);
            TellTimes(link, link.New);
            Describe(link, link.New, reads: link.BothWays, writes: true);
            foreach (var copy in link.Copies)
                Describe(link, copy, reads: false, writes: true);
            // Copies are read-only, and kept beside records of another entity.
            Keeps(link, link.Legacy);
            Keeps(link, link.New);
            foreach (var target in link.Copies.Prepend(link.New))
                Fit(link, link.Legacy, target);
            if (link.BothWays)
                Fit(link, link.New, link.Legacy);
            // Where the path leads nowhere, no change ever waits for the record that it names.
            var given = link.After.IsEmpty ? null : Given(link.Legacy, link.Entity);
            foreach (var parent in given is null ? [] : link.After.Where(p => !Has(given, p.Path.Split('.'))))
                errors.Note(
                    parent.At,
                    $"'{parent.Path}' is not in the record that {link.Legacy} gives of {link.Entity}, "
                    + $"so none of its changes waits for its {parent.Entity}: "
                    + "name the field of their keys, with [] after a list");
        }
    }

    /// <summary>Notes a side that is a hosted service and keeps records of another entity.</summary>
    private void Keeps(LinkPlan link, SideName side)
    {
        var kept = services.Where(s => s.Side == side.ToString()).Select(s => s.Entity).ToList();
        if (kept.Count == 0 || kept.Contains(link.Entity, StringComparer.Ordinal))
            return;
        var others = services.Where(s => s.Entity == link.Entity).Select(s => s.Side).ToList();
        errors.Note(
            link.At,
            $"the link keeps {link.Entity} in step, and {side} keeps {string.Join(" and ", kept)}: what the link brings there is "
            + "of another contract, and is parked; "
            + (others.Count > 0
                ? $"{link.Entity} {(others.Count == 1 ? "is" : "are")} kept by {string.Join(" and ", others)}"
                : $"name a service that keeps {link.Entity}, here and under 'sides'"));
    }

    /// <summary>Notes a system that does not tell when a record was changed, where the later edit is to win.</summary>
    private void TellTimes(LinkPlan link, SideName side)
    {
        if (link.Conflict != ConflictRule.Newer || !systems.TryGetValue(side, out var system)
            || system.Entities.FirstOrDefault(e => e.Name == link.Entity) is not { } entity)
            return;
        var feed = entity.Modified?.Call ?? entity.Changes?.Call ?? entity.Snapshot?.Call ?? entity.Files?.Call;
        var lacks = new[]
        {
            entity.Snapshot?.Journal is not null ? "'changes', as what a journal names is read without times"
                : Tells(feed?.Out, "items", ChangeTime.Field) || entity.Modified is not null ? null
                : "'changes' (modifiedAt: FIELD)",
            entity.Update is null || Tells(entity.Update.Current?.Out, ChangeTime.Field) ? null
                : "'update' (current: { …, out: { …, modifiedAt: FIELD } })",
        }.OfType<string>().ToList();
        if (lacks.Count > 0)
            errors.Note(
                link.At,
                $"'conflict: newer' compares when both sides changed a record, and entity '{link.Entity}' of {side} does not "
                + $"tell it in {string.Join(" and ", lacks)}: where a time is missing, the owner's value stands, as by "
                + "'conflict: owner'");
    }

    private static bool Tells(MappingTable? answer, params string[] path) => answer?.Bindings.Any(b =>
        b is ListBinding list && path.Length > 1 && list.Contract is [var name, ..] && name == path[0]
            ? list.Items.Bindings.Any(i => i.Contract.SequenceEqual(path[1..]))
            : b.Contract.SequenceEqual(path)) == true;

    private void Describe(LinkPlan link, SideName side, bool reads, bool writes)
    {
        if (!systems.TryGetValue(side, out var system))
            return;
        var node = plan.Systems.First(s => s.Name == system.Name).Node;
        if (system.Entities.FirstOrDefault(e => e.Name == link.Entity) is not { } entity)
        {
            errors.Note(
                link.At,
                $"the link keeps {link.Entity} of {side} in step, and {node.At.File} describes no entity '{link.Entity}': "
                + $"nothing {(reads ? writes ? "is read from it or written to it" : "is read from it" : "is written to it")}; "
                + $"add entities: {{ {link.Entity}: {{ key: id, {(reads ? "changes: { … }, " : "")}"
                + $"{(writes ? "create: { … }, get: { … }, update: { … }" : "")} }} }}"
                + Spelling.DidYouMean(link.Entity, system.Entities.Select(e => e.Name)));
            return;
        }

        var at = node["entities"]![link.Entity]!.At;
        if (reads && (entity.Changes ?? (object?)entity.Modified ?? entity.Snapshot ?? (object?)entity.Files) is null)
            Note("changes", "what changes there is never read, and never reaches the other side");
        if (reads && Given(side, link.Entity) is { } given)
            foreach (var (word, path) in new[]
                { ("key", entity.Key), ("cohort", entity.Cohort), ("externalReference", entity.ExternalReference) })
                if (!path.IsEmpty && !Has(given, [.. path]))
                    errors.Note(
                        at, $"'{word}: {string.Join('.', path)}' of entity '{link.Entity}' is not in the record that "
                            + "'changes' gives: name a field of its 'out'");
        // What is told by files is neither looked up nor compared.
        if (writes && entity.Write is not null && link.BothWays)
            errors.Note(
                at, $"entity '{link.Entity}' is told changes by files, and nothing can be asked there before: where both sides "
                    + "change a record at one time, the later file stands on each");
        if (!writes || entity.Write is not null)
            return;
        if (entity.Create is null)
            Note("create", "what is made on the other side never reaches it");
        if (entity.Create is not null && (entity.Find is null || entity.ExternalReference.IsEmpty))
            Note(
                entity.Find is null ? "find" : "externalReference",
                "a record whose making ended in doubt cannot be looked up, and waits for a person instead of being made again");
        if (entity.Create is not null && entity.Update is null)
            Note("update", "a change of a record that it has is refused, and parked");
        else if (entity.Create is not null && entity.Get is null && entity.Update?.Current is null)
            Note("get", "a record that it has cannot be compared, so each change of one is refused, and parked");

        void Note(string missing, string consequence) => errors.Note(
            at, $"entity '{link.Entity}' has no '{missing}', which the link at {link.At} needs: {consequence}");
    }

    private void Fit(LinkPlan link, SideName from, SideName to)
    {
        if (Given(from, link.Entity) is not { } given || Taken(to, link.Entity) is not { } taken)
            return;
        var misfits = RecordFit.Misfits(given, taken).ToList();
        foreach (var misfit in misfits.Take(MostTold))
            errors.Note(
                link.At,
                $"the records of {link.Entity} do not fit from {from} to {to}: {misfit}; "
                + $"{Advice(from, to)}, or such records are parked");
        if (misfits.Count > MostTold)
            errors.Note(
                link.At,
                $"the records of {link.Entity} do not fit from {from} to {to} in {misfits.Count - MostTold} more places");
    }

    private string Advice(SideName from, SideName to) =>
        systems.ContainsKey(from) ? $"see the mapping of its entity in {FileOf(from)}"
        : systems.ContainsKey(to) ? $"see the mapping of its entity in {FileOf(to)}"
        : "let both have one contract";

    private string FileOf(SideName side) => plan.Systems.First(s => s.Name == systems[side].Name).Node.At.File;

    /// <summary>The record that a side gives; null where that is not known.</summary>
    private JsonObject? Given(SideName side, string entity)
    {
        if (Find(side, entity) is not { } found)
            return Service(side, entity);
        var (system, described) = found;
        var call = described.Changes?.Call ?? described.Modified?.Call ?? described.Snapshot?.Call ?? described.Files?.Call;
        if (call is not { Out: { } table, Operation.OutputType: { } output })
            return null;
        var items = Schemas(system).Of(table, output, writes: false, call.Operation.Name)["properties"]?["items"];
        return items?["items"]?["properties"]?["content"] as JsonObject;
    }

    /// <summary>The record that a side takes; null where that is not known.</summary>
    private JsonObject? Taken(SideName side, string entity)
    {
        if (Find(side, entity) is not { } found)
            return Service(side, entity);
        var (system, described) = found;
        if (described.Write is { } write)
            return Schemas(system).Under("body", write.In.Table, write.Layout)?.ToSchema();
        return described.Create is { } create
            ? Schemas(system).Under("body", create.In.Table, create.Operation)?.ToSchema()
            : null;
    }

    private JsonObject? Service(SideName side, string entity) =>
        services.FirstOrDefault(s => s.Side == side.ToString() && s.Entity == entity)?.Schema;

    private (SystemDefinition System, EntityDefinition Entity)? Find(SideName side, string entity) =>
        systems.TryGetValue(side, out var system) && system.Entities.FirstOrDefault(e => e.Name == entity) is { } found
            ? (system, found)
            : null;

    private static ContractSchemas Schemas(SystemDefinition system) =>
        new(new ShapeSchemas(system.Name, system.Contract, []), system.Mask.Secrets);

    private static bool Has(JsonObject schema, IReadOnlyList<string> path)
    {
        JsonNode? here = schema;
        foreach (var name in path)
        {
            // What a schema leaves open may well have it.
            if (here is not JsonObject fields || fields.ContainsKey("allOf"))
                return true;
            if (fields["properties"] is not JsonObject properties)
                return !fields.ContainsKey("items");
            var list = name.EndsWith("[]", StringComparison.Ordinal);
            if (!properties.TryGetPropertyValue(list ? name[..^2] : name, out here) || (list && here?["items"] is null))
                return false;
            here = list ? here!["items"] : here;
        }

        return true;
    }
}
