using System.Collections.Frozen;
using Hub.Adapters.Calls;
using Hub.Adapters.Layouts;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Changes;

/// <summary>Reads <c>changes: { files: in/stock-*.csv, layout: stock, … }</c>.</summary>
internal sealed class FileFeedReader(PlanNode node, CallReader calls, PlanErrors errors)
{
    private static readonly string[] Rows = ["changed", "all"];
    private static readonly TimeSpan DefaultSettle = TimeSpan.FromSeconds(10);

    /// <summary>The fields of it.</summary>
    public static readonly PlanShape Shape = new("dropped-files", "files", "layout", "out")
    {
        { "files", PlanValue.Text, "Which files, below the system's folder: in/stock-*.csv; they are read by their names." },
        { "layout", PlanValue.Text, "What their rows look like." },
        { "rows", PlanValue.OneOf(Rows), "Whether a file has the records that changed, or all: what it lacks is gone." },
        { "every", PlanValue.Duration, "How often the folder is looked at." },
        { "marker", PlanValue.Text, "The ending of the file that marks one of the same name as complete: .done." },
        { "settle", PlanValue.Duration, "How long a file must have stayed unchanged before it is read; used without a marker." },
        { "checksum", PlanValue.Text, "The ending of the file that has the SHA-256 of one of the same name: .sha256." },
        {
            "deleted", PlanValue.MapOf(PlanValue.OneOrMore(PlanValue.Text)),
            "The column that says that a row deletes its record, and what stands there then: { OP: D }."
        },
        { "deletes", FeedReader.Deletes, "How many records a file may lack before a person decides." },
        { ChangeTime.Field, PlanValue.Text, "The column that says when a record was modified; left out where none does." },
        { "out", MappingShapes.Mapping, "The record: the contract's field on the left, the column on the right." },
    };

    public FileFeed? Read()
    {
        var fields = new PlanFields(node, errors, Shape);
        var files = new FileFields(node, calls);
        var pattern = ReadPattern(node["files"]!);
        if (files.FindLayout() is not { } layout || pattern is null)
            return null;
        var whole = fields.OneOf("rows") == "all";
        if (node["deletes"] is { } limit && !whole)
            calls.Error(limit, "'deletes' is for files with all records (rows: all); others mark each deletion with 'deleted'");
        if (node["deleted"] is { } mark && whole)
            calls.Error(mark, "'deleted' is for files with changed records; with rows: all, what a file lacks is deleted");
        if (node["marker"] is not null && node["settle"] is { } settle)
            calls.Error(settle, "'settle' is for files without a 'marker'; leave one of them out");
        return new FileFeed(ReadRow(layout), pattern, fields.Duration("every", FeedReader.DefaultPoll), whole)
        {
            Marker = files.ReadEnding("marker"),
            Settle = fields.Duration("settle", DefaultSettle),
            Checksum = files.ReadEnding("checksum"),
            Deleted = node["deleted"] is { } deleted ? files.ReadDeleted(deleted, layout) : null,
            Deletes = new FeedReader(node, calls, errors).ReadDeletes(),
        };
    }

    private FilePattern? ReadPattern(PlanNode files)
    {
        if (FilePattern.Parse(files.Text ?? "") is { } pattern)
            return pattern;
        calls.Error(
            files, "'files' is a path below the system's folder, with * and ? in its last part only, as in "
                + "files: in/stock-*.csv");
        return null;
    }

    private MappedCall ReadRow(FileLayout layout)
    {
        var row = EachReader.Read(node, layout.OutputType, calls, (entry, items) =>
        {
            if (node[ChangeTime.Field] is { } at)
                EachReader.ReadPath(ChangeTime.Field, at, entry, calls, items);
            if (node["out"] is { } content)
                items.AddRange(calls.Mappings.Read(content, entry, "content").Bindings);
            else
                calls.Error(node, "'out' is missing: the record's mapping");
        }, PlanNode.Scalar(node.At, SqlResult.Rows));
        return new MappedCall(
            layout, new RequestMapping(new MappingTable([]), null), row,
            new FaultTable(FrozenDictionary<string, int>.Empty));
    }
}
