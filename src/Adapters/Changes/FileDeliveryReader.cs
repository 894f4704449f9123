using System.Globalization;
using Hub.Adapters.Calls;
using Hub.Adapters.Layouts;
using Hub.Adapters.Mapping;
using Hub.Platform.Plan;

namespace Hub.Adapters.Changes;

/// <summary>Reads <c>write: { files: "out/stock-{number}.csv", layout: stock, … }</c>.</summary>
internal sealed class FileDeliveryReader(PlanNode node, CallReader calls, PlanErrors errors)
{
    private static readonly string[] Formulas = ["keep", "escape"];

    /// <summary>The fields of it.</summary>
    public static readonly PlanShape Shape = new("delivered-files", "files", "layout", "in")
    {
        { "files", PlanValue.Text, "Where they are written, below the system's folder: out/stock-{number}.csv." },
        { "layout", PlanValue.Text, "What their rows look like." },
        { "every", PlanValue.Duration, "How long a change waits for others, to be in one file with them." },
        { "batch", PlanValue.Whole(1, 1_000_000), "How many changes a file has at most." },
        { "marker", PlanValue.Text, "The ending of the file that marks one of the same name as complete: .done." },
        { "checksum", PlanValue.Text, "The ending of the file that has the SHA-256 of one of the same name: .sha256." },
        { "deleted", PlanValue.MapOf(PlanValue.Text), "The column that says that a record is deleted: { OP: D }." },
        { "formulas", PlanValue.OneOf(Formulas), "Whether an apostrophe stands before what a spreadsheet takes for a formula." },
        { "in", RequestShapes.Whole, "The row: the column on the left, where its value comes from on the right." },
    };

    public FileDelivery? Read()
    {
        var fields = new PlanFields(node, errors, Shape);
        var files = new FileFields(node, calls);
        var pattern = ReadPattern();
        if (files.FindLayout() is not { } layout || pattern is null)
            return null;
        if (node["in"] is null)
            calls.Error(node, "'in' is missing: the row, as in in: { mapping: stock }");
        return new FileDelivery(
            layout, calls.ReadRequest(node["in"], layout, node, ["key", "body", "externalReference"]), pattern,
            fields.Duration("every", TimeSpan.FromMinutes(1)), fields.Integer("batch", 1000))
        {
            Marker = files.ReadEnding("marker"),
            Checksum = files.ReadEnding("checksum"),
            Deleted = node["deleted"] is { } deleted ? files.ReadDeleted(deleted, layout) : null,
            EscapesFormulas = fields.OneOf("formulas") == "escape",
        };
    }

    private FilePattern? ReadPattern()
    {
        var written = node["files"]?.Text ?? "";
        if (FilePattern.Parse(written) is { } pattern && pattern.Name.Split(FileDelivery.Number).Length == 2
            && !written.AsSpan().ContainsAny('*', '?') && pattern.Folder.IndexOf('{', StringComparison.Ordinal) < 0)
            return pattern;
        calls.Error(
            node["files"] ?? node,
            "'files' is a path below the system's folder, with {number} in its last part for the number of each file, as in "
                + "files: \"out/stock-{number}.csv\"");
        return null;
    }
}
