using System.Collections.Immutable;
using System.Globalization;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql;
using Hub.Platform.Plan;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Changes;

/// <summary>Reads an entity's <c>changes</c>: told by number, told by time stamp, or found by comparing all there is.</summary>
internal sealed class FeedReader(PlanNode node, CallReader calls, PlanErrors errors)
{
    private static readonly PlanField Each = new("each", PlanValue.Text, "The list in the answer.");
    private static readonly PlanField Version = new("version", PlanValue.Text, "Where an entry has its version.");
    private static readonly PlanField Deleted =
        new(DeletionMark.Field, PlanValue.Text, "Where an entry says that the record is deleted.");

    private static readonly PlanField Start = new("start", PlanValue.Text, "Where the first reading begins.");

    private static readonly PlanShape Numbered = CallReader.Shape("numbered-changes", options:
    [
        Start, new("batch", PlanValue.Whole(1, 100_000), "How many are read at once."), Each, Version,
        new("position", PlanValue.Text, "Where an entry says what is read on after."),
        new("modifiedAt", PlanValue.Text, "Where an entry says when it was modified."), Deleted,
    ]);

    private static readonly PlanShape Modified = CallReader.Shape("modified-changes", "modifiedSince",
    [
        Start, new("overlap", PlanValue.Duration, "How far back each reading begins again."),
        new("sweep", PlanValue.Duration, "How often all is read again."),
        new("batch", PlanValue.Whole(1, 10_000), "How many are read at once."),
        new("most", PlanValue.Whole(1, 100_000), "How many are read at once where they have one time stamp."), Each, Version,
        new("modifiedAt", PlanValue.Text, "Where an entry says when it was modified."),
        new("key", PlanValue.Text, "Where an entry has what is read on after, within one time stamp."), Deleted,
    ]);

    /// <summary>The fields of <c>deletes</c>.</summary>
    public static readonly PlanShape Deletes = new("deletes")
    {
        { "most", PlanValue.Share, "The share of the records that one reading may find gone." },
        { "atLeast", PlanValue.Whole(0, 1_000_000), "So many may always be gone." },
    };

    private static readonly PlanShape Snapshot = CallReader.Shape("compared-changes", "snapshot",
    [
        new("every", PlanValue.Duration, "How often all there is is compared."), Start,
        new("batch", PlanValue.Whole(1, 10_000), "How many are read at once."), Each,
        new("key", PlanValue.Text, "What the records are ordered by."),
        new("modifiedAt", PlanValue.Text, "Where an entry says when it was modified; left out where none does."),
        new("deletes", Deletes, "When a listing is not believed that lacks records."),
        new(
            "journal", PlanValue.MapOf(PlanValue.OneOrMore(PlanValue.Text)),
            "Tables with triggers that tell which records changed, each with the columns of the record's key."),
        new(
            JournalReader.Replication, PlanValue.MapOf(PlanValue.OneOrMore(PlanValue.Text)),
            "Tables whose changes PostgreSQL's logical replication tells, each with the columns of the record's key."),
    ]);

    /// <summary>What <c>changes</c> is: told by number or time stamp, found by comparing, or dropped as files.</summary>
    public static readonly PlanValue Shape = PlanValue.ByField(
        "changes", () => Numbered, new PlanCase("snapshot", () => Snapshot), new PlanCase("modifiedSince", () => Modified),
        new PlanCase("files", () => FileFeedReader.Shape));

    public static readonly TimeSpan DefaultPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(366);
    private static readonly DateTimeOffset LongAgo = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ChangeFeed? ReadNumbered(TimeSpan poll)
    {
        var fields = new PlanFields(node, errors, Numbered);
        string[] paths =
        [
            "version", "position", .. new[] { "modifiedAt", DeletionMark.Field }.Where(path => node[path] is not null),
        ];
        var call = calls.Read(node, Numbered, ["after", "limit"], output => ReadItems(output, paths));
        return call is null
            ? null
            : new ChangeFeed(
                call.ForEach(), fields.Optional("start") ?? "", poll, fields.Integer("batch", 500));
    }

    public ModifiedFeed? ReadModified(TimeSpan poll)
    {
        var fields = new PlanFields(node, errors, Modified);
        string[] paths = ["modifiedAt", .. new[] { "version", "key", DeletionMark.Field }.Where(path => node[path] is not null)];
        var call = calls.Read(node, Modified, ["since", "limit", "after"], output => ReadItems(output, paths), "modifiedSince");
        if (call is null)
            return null;
        foreach (var source in new[] { "since", "limit" }.Where(s => !call.In.Uses(s)))
            calls.Error(node, $"'in' does not send {source}; without it what was modified cannot be read page by page");
        if (call.In.Uses("after") != node["key"] is not null)
            calls.Error(
                node,
                "'in' sends after where 'key' says which field of an entry it is, and the other way round: "
                + "what is read on after, within one time stamp, as in in: { AfterNo: after } and key: CustomerNo");
        var batch = fields.Integer("batch", 100);
        return new ModifiedFeed(
            call.ForEach(),
            ReadTime(node["start"]),
            poll,
            fields.Duration("overlap", TimeSpan.FromMinutes(1), longest: Year),
            fields.Duration("sweep", TimeSpan.FromHours(1), longest: Year),
            batch,
            fields.Integer("most", batch, batch, 100_000));
    }

    /// <param name="key">The contract field that is the entity's key.</param>
    /// <param name="entity">The entity's name.</param>
    public SnapshotFeed? ReadSnapshot(string entity, ImmutableArray<string> key)
    {
        var fields = new PlanFields(node, errors, Snapshot);
        var call = calls.Read(node, Snapshot, ["after", "limit"], ReadListed, "snapshot");
        if (call is null)
            return null;
        var feed = new SnapshotFeed(
            call.ForEach(),
            fields.Optional("start") ?? "",
            fields.Duration("every", DefaultPoll),
            fields.Integer("batch", 500))
        {
            Deletes = ReadDeletes(),
            Journal = ReadJournal(entity, key, call),
        };
        if (feed.Paged && !call.In.Uses("limit"))
            calls.Error(node, "'in' sends after and no limit; a page is as long as the hub says");
        if (feed.Paged && node["key"] is null)
            calls.Error(node, "'key' is missing: what the records are ordered by, to read on after the last one of a page");
        return feed;
    }

    private JournalFeed? ReadJournal(string entity, ImmutableArray<string> key, MappedCall call)
    {
        var (journal, replication) = (node["journal"], node[JournalReader.Replication]);
        if (journal is not null && replication is not null)
            calls.Error(
                replication, "changes are captured either by 'journal' or by 'replication': leave one of them out, and uninstall "
                    + $"it where it was installed (./hub sync uninstall {entity})");
        return (journal ?? replication) is { } tables
            ? new JournalReader(calls).Read(tables, entity, key, call, isReplicated: journal is null)
            : null;
    }

    /// <summary>Reads when a listing is not believed that lacks records.</summary>
    public DeletionLimit ReadDeletes()
    {
        if (node["deletes"] is not { } deletes)
            return DeletionLimit.Default;
        var fields = new PlanFields(deletes, errors, Deletes);
        var atLeast = fields.Integer("atLeast", DeletionLimit.Default.AtLeast);
        if (deletes["most"] is not { } most)
            return DeletionLimit.Default with { AtLeast = atLeast };
        const NumberStyles Share = NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite;
        if (most.Text?.EndsWith('%') == true
            && double.TryParse(most.Text[..^1], Share, CultureInfo.InvariantCulture, out var percent)
            && percent <= 100)
            return new DeletionLimit(percent, atLeast);
        calls.Error(
            most,
            "'most' is the share of the records that one reading may find gone, from 0% to 100%, "
            + "as in deletes: { most: 5%, atLeast: 20 }");
        return DeletionLimit.Default;
    }

    private DateTimeOffset ReadTime(PlanNode? start)
    {
        if (start is null)
            return LongAgo;
        if (DateTimeOffset.TryParse(start.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        calls.Error(start, "'start' is a time such as 2000-01-01T00:00:00Z");
        return LongAgo;
    }

    // The answer as { items: [{ position, modifiedAt, content }] }.
    private MappingTable ReadListed(TypeShape output) => EachReader.Read(node, output, calls, (entry, items) =>
    {
        foreach (var (field, option) in new[] { ("position", "key"), (ChangeTime.Field, ChangeTime.Field) })
            if (node[option] is { } path)
                EachReader.ReadPath(field, path, entry, calls, items);
        ReadContent(entry, items);
    }, node["each"] ?? PlanNode.Scalar(node.At, SqlResult.Rows));

    // The answer as { items: [{ PATH, …, content }] }.
    private MappingTable ReadItems(TypeShape output, params string[] paths)
    {
        return EachReader.Read(node, output, calls, ReadEntry, node["each"]);

        void ReadEntry(TypeShape entry, ImmutableArray<Binding>.Builder items)
        {
            foreach (var field in paths)
            {
                if (node[field] is { } path)
                    EachReader.ReadPath(field, path, entry, calls, items);
                else
                    calls.Error(node, $"'{field}' is missing: its path in an entry of the list");
            }

            ReadContent(entry, items);
        }
    }

    private void ReadContent(TypeShape entry, ImmutableArray<Binding>.Builder items)
    {
        if (node["out"] is { } content)
            items.AddRange(calls.Mappings.Read(content, entry, "content").Bindings);
        else
            calls.Error(node, "'out' is missing: the record's mapping");
    }
}
