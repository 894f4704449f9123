using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Platform.Plan;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Changes;

/// <summary>Reads a system's <c>entities</c>.</summary>
internal static class EntityReader
{
    private static readonly PlanShape Comparing = CallReader.Shape(
        "comparing-call",
        options:
        [
            new PlanField(MappedCall.CurrentSource, MappedCall.Plain, "A call made before it, to know what there is."),
        ]);

    private static readonly PlanShape Shape = new("entity", "key")
    {
        { "key", PlanValue.Text, "The contract's field that tells a record from all others." },
        { "cohort", PlanValue.Text, "The contract's field that records move together by." },
        { "externalReference", PlanValue.Text, "The contract's field by which a record is found that was just made." },
        { "poll", PlanValue.Duration, "How often changes are asked for." },
        { "changes", FeedReader.Shape, "How changes are found." },
        { "find", MappedCall.Plain, "Finds a record by its external reference." },
        { "create", MappedCall.Plain, "Makes a record." },
        { "get", MappedCall.Plain, "Reads a record by its key." },
        { "update", Comparing, "Changes a record." },
        { "delete", Comparing, "Deletes a record." },
        { "write", FileDeliveryReader.Shape, "The files that it is told changes by, where it is told by files." },
        {
            "dryRun", DryRun.Value,
            "Tries a write without making it."
        },
    };

    /// <summary>What <c>entities</c> is: what sync reads from the system and writes to it.</summary>
    public static readonly PlanValue Shapes = PlanValue.MapOf(Shape);

    public static IReadOnlyList<EntityDefinition> Read(PlanNode? entities, CallReader calls, PlanErrors errors) =>
        (entities?.Fields ?? []).Select(e => Read(e.Key, e.Value, calls, errors)).ToList();

    private static EntityDefinition Read(string name, PlanNode node, CallReader calls, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        var (changes, poll) = (node["changes"], fields.Duration("poll", FeedReader.DefaultPoll));
        var files = changes?["files"] is null ? null : new FileFeedReader(changes, calls, errors).Read();
        var feed = changes is null || changes["files"] is not null ? null : new FeedReader(changes, calls, errors);
        var entity = new EntityDefinition(
            name,
            Split(fields.Required("key")),
            Split(fields.Optional("cohort")),
            Split(fields.Optional("externalReference")),
            feed is not null && changes!["snapshot"] is null && changes["modifiedSince"] is null ? feed.ReadNumbered(poll) : null,
            changes?["modifiedSince"] is null ? null : feed?.ReadModified(poll),
            changes?["snapshot"] is null ? null : feed?.ReadSnapshot(name, Split(fields.Required("key"))),
            ReadCall("find", ["externalReference"], ReadFound) is { } find ? find with { Reads = true } : null,
            ReadCall("create", ["body", "externalReference"]),
            ReadCall("get", ["key"]) is { } get ? get with { Reads = true } : null,
            ReadCall("update", ["key", "body"], shape: Comparing))
        {
            Files = files,
            Write = node["write"] is { } write ? new FileDeliveryReader(write, calls, errors).Read() : null,
        };
        CheckCreate(entity, node, calls);
        NoteKey(entity, node["key"], calls);
        if (entity is { Snapshot.Journal: not null, Get: not { Out: not null } })
            calls.Error(
                (changes!["journal"] ?? changes[JournalReader.Replication])!,
                "a journal or a slot tells which records changed, and 'get' reads each of them: add "
                    + "get: { call: …, in: { …: key }, out: { … } } to the entity");
        entity = entity with { Delete = ReadCall("delete", ["key"], shape: Comparing) };
        entity = entity with { DryRun = ReadDryRun(entity, node["dryRun"], calls) };
        if (entity.Update is { Current: not null, TellsContent: false })
            calls.Error(
                node["update"]!, "'current' must answer the record as content: { … }, to be compared before it is replaced");
        if (entity.Delete is { Current: not null, TellsContent: false })
            calls.Error(
                node["delete"]!, "'current' must answer the record as content: { … }, to be compared before it is deleted");
        if (entity is { Delete.Current: null, Get: null, Delete: not null })
            calls.Error(
                node["delete"]!,
                "a record is compared before it is deleted: add get: { call: …, in: { …: key }, out: { … } }");
        return entity;

        MappedCall? ReadCall(
            string option, string[] sources, Func<PlanNode, TypeShape, CallReader, MappingTable>? readOut = null,
            PlanShape? shape = null) =>
            node[option] is not { } call ? null
            : calls.Read(
                call, shape ?? MappedCall.Plain, sources, readOut is null ? null : output => readOut(call, output, calls));
    }

    private static DryRun? ReadDryRun(EntityDefinition entity, PlanNode? node, CallReader calls) => DryRun.Read(
        node, ["key", "body", "externalReference"],
        [.. new[] { entity.Create, entity.Update, entity.Delete }.OfType<MappedCall>()], calls);

    // Of several records with one key, a link has only one.
    private static void NoteKey(EntityDefinition entity, PlanNode? key, CallReader calls)
    {
        if (key is null || entity.Get?.Out?.Bindings is not { } bindings)
            return;
        var converters = bindings.Where(b => b.Contract.SequenceEqual(entity.Key)).SelectMany(b => b switch
        {
            JoinBinding join => join.Converters.Concat(join.Pieces.SelectMany(p => p.Converters)),
            ValueBinding { IsPiece: false } value => value.Converters,
            _ => [],
        });
        foreach (var words in converters.Select(OneOfSeveral).OfType<string>().Distinct(StringComparer.Ordinal))
            calls.Findings.Note(
                key, $"the key of entity '{entity.Name}' is read with {words}, so two records that differ in that alone have one "
                    + $"key, and are told as a fault: leave it out of the mapping of '{string.Join('.', entity.Key)}', or check "
                    + $"that there are none (./hub sync check {entity.Name})");
    }

    private static string? OneOfSeveral(IConverter converter) => converter switch
    {
        LetterCase => "'case', which takes letters of either case for one",
        Codes { Otherwise: not null } => "'otherwise', which takes all codes that are not listed for one",
        Trimming => "'trim', which takes texts for one that differ in blanks before them",
        _ => null,
    };

    private static void CheckCreate(EntityDefinition entity, PlanNode node, CallReader calls)
    {
        if (entity.Create is not { } create)
            return;
        if (create.Out is null)
            calls.Error(node["create"]!, "'out' is missing: without it the new record's key is not known");
        if (entity.Find is not null && !create.In.Uses("externalReference"))
            calls.Error(node["create"]!, "'in' does not send externalReference, so 'find' could never find what was created");
    }

    // The answer as { items: [record] }.
    private static MappingTable ReadFound(PlanNode node, TypeShape output, CallReader calls)
    {
        return EachReader.Read(node, output, calls, ReadEntry, node["out"]?["each"]);

        void ReadEntry(TypeShape entry, ImmutableArray<Binding>.Builder items)
        {
            var content = PlanNode.Map(node["out"]!.At, [.. node["out"]!.Fields.Where(f => f.Key != "each")]);
            items.AddRange(calls.Mappings.Read(content, entry).Bindings);
        }
    }

    private static ImmutableArray<string> Split(string? path) => string.IsNullOrEmpty(path) ? [] : [.. path.Split('.')];
}
