using System.Collections.Immutable;
using Hub.Adapters.Mapping;
using Hub.Adapters.Shapes;
using Hub.Adapters.Sql;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Changes;

/// <summary>Reads a system's <c>entities</c>.</summary>
internal static class EntityReader
{
    private static readonly TimeSpan DefaultPoll = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<EntityDefinition> Read(PlanNode? entities, CallReader calls, PlanErrors errors) =>
        (entities?.Fields ?? []).Select(e => Read(e.Key, e.Value, calls, errors)).ToList();

    private static EntityDefinition Read(string name, PlanNode node, CallReader calls, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "key", "cohort", "externalReference", "poll", "changes", "find", "create", "get", "update");
        var entity = new EntityDefinition(
            name,
            Split(fields.Required("key")),
            Split(fields.Optional("cohort")),
            Split(fields.Optional("externalReference")),
            node["changes"] is { } changes && changes["snapshot"] is null ? ReadFeed(changes, fields.Duration("poll", DefaultPoll), calls, errors) : null,
            node["changes"] is { } listed && listed["snapshot"] is not null ? ReadSnapshot(listed, calls, errors) : null,
            ReadCall("find", ["externalReference"], ReadFound),
            ReadCall("create", ["body", "externalReference"]),
            ReadCall("get", ["key"]),
            ReadCall("update", ["key", "body"], options: [MappedCall.CurrentSource]));
        CheckCreate(entity, node, calls);
        if (entity.Update is { Current: not null, TellsContent: false })
            calls.Error(node["update"]!, "'current' must answer the record as content: { … }, to be compared before it is replaced");
        return entity;

        MappedCall? ReadCall(
            string option, string[] sources, Func<PlanNode, TypeShape, CallReader, MappingTable>? readOut = null, string[]? options = null) =>
            node[option] is not { } call ? null
            : calls.Read(call, options ?? [], sources, readOut is null ? null : output => readOut(call, output, calls));
    }

    private static void CheckCreate(EntityDefinition entity, PlanNode node, CallReader calls)
    {
        if (entity.Create is not { } create)
            return;
        if (create.Out is null)
            calls.Error(node["create"]!, "'out' is missing: without it the new record's key is not known");
        if (entity.Find is not null && !create.In.Uses("externalReference"))
            calls.Error(node["create"]!, "'in' does not send externalReference, so 'find' could never find what was created");
    }

    private static ChangeFeed? ReadFeed(PlanNode node, TimeSpan poll, CallReader calls, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "call", "in", "faults", "start", "batch", "each", "version", "position", "out");
        var call = calls.Read(node, ["start", "batch", "each", "version", "position"], ["after", "limit"], output => ReadChanges(node, output, calls));
        return call is null ? null : new ChangeFeed(call, fields.Optional("start") ?? "", poll, fields.Integer("batch", 500, 1, 100_000));
    }

    private static SnapshotFeed? ReadSnapshot(PlanNode node, CallReader calls, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "snapshot", "in", "faults", "every", "start", "batch", "each", "key", "out");
        var call = calls.Read(
            node, ["every", "start", "batch", "each", "key"], ["after", "limit"], output => ReadListed(node, output, calls), "snapshot");
        if (call is null)
            return null;
        var feed = new SnapshotFeed(
            call, fields.Optional("start") ?? "", fields.Duration("every", DefaultPoll), fields.Integer("batch", 500, 1, 10_000));
        if (feed.Paged && !call.In.Uses("limit"))
            calls.Error(node, "'in' sends after and no limit; a page is as long as the hub says");
        if (feed.Paged && node["key"] is null)
            calls.Error(node, "'key' is missing: what the records are ordered by, to read on after the last one of a page");
        return feed;
    }

    // The answer as { items: [{ position, content }] }.
    private static MappingTable ReadListed(PlanNode node, TypeShape output, CallReader calls) => ReadEach(node, output, calls, (entry, items) =>
    {
        if (node["key"] is { } key)
            ReadPath("position", key, entry, calls, items);
        if (node["out"] is { } content)
            items.AddRange(calls.Mappings.Read(content, entry, "content").Bindings);
        else
            calls.Error(node, "'out' is missing: the record's mapping");
    }, node["each"] ?? PlanNode.Scalar(node.At, SqlResult.Rows));

    // The answer as { items: [{ version, position, content }] }.
    private static MappingTable ReadChanges(PlanNode node, TypeShape output, CallReader calls) => ReadEach(node, output, calls, (entry, items) =>
    {
        foreach (var field in new[] { "version", "position" })
        {
            if (node[field] is not { } path)
                calls.Error(node, $"'{field}' is missing: its path in an entry of the list");
            else
                ReadPath(field, path, entry, calls, items);
        }

        if (node["out"] is { } content)
            items.AddRange(calls.Mappings.Read(content, entry, "content").Bindings);
        else
            calls.Error(node, "'out' is missing: the record's mapping");
    }, node["each"]);

    // The answer as { items: [record] }.
    private static MappingTable ReadFound(PlanNode node, TypeShape output, CallReader calls) => ReadEach(node, output, calls, (entry, items) =>
    {
        var content = PlanNode.Map(node["out"]!.At, [.. node["out"]!.Fields.Where(f => f.Key != "each")]);
        items.AddRange(calls.Mappings.Read(content, entry).Bindings);
    }, node["out"]?["each"]);

    private static void ReadPath(string field, PlanNode path, TypeShape entry, CallReader calls, ImmutableArray<Binding>.Builder items)
    {
        var place = LegacyPath.Follow(path.Text ?? "", entry, calls.Contract.File);
        if (place.Problem is { } problem)
            calls.Error(path, problem);
        else
            items.Add(new ValueBinding([field], place.Properties, []));
    }

    private static MappingTable ReadEach(
        PlanNode node, TypeShape output, CallReader calls, Action<TypeShape, ImmutableArray<Binding>.Builder> readEntry, PlanNode? each)
    {
        var items = ImmutableArray.CreateBuilder<Binding>();
        if (each?.Text is not { } path)
        {
            calls.Error(node, "'each' is missing: the path of the list in the answer");
            return new MappingTable([]);
        }

        var list = LegacyPath.Follow(path, output, calls.Contract.File);
        if (list.Problem is not null || !list.Repeats)
        {
            calls.Error(each, list.Problem ?? $"'{path}' is no list");
            return new MappingTable([]);
        }

        readEntry(list.Type, items);
        return new MappingTable([new ListBinding(["items"], list.Properties, new MappingTable(items.ToImmutable()))]);
    }

    private static ImmutableArray<string> Split(string? path) => string.IsNullOrEmpty(path) ? [] : [.. path.Split('.')];
}
