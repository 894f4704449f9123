using System.Collections.Immutable;
using System.Text;
using Hub.Platform.Plan;

namespace Hub.Adapters.Layouts;

/// <summary>Reads one of a system's <c>layouts</c>: <c>csv</c> with its columns, or <c>fixed</c> with their widths.</summary>
internal static class LayoutReader
{
    private const int WidestColumn = 10_000;

    private static readonly PlanField EncodingField =
        new("encoding", PlanValue.Text, "How its characters are written: utf-8, windows-1252, iso-8859-15, IBM850.");

    private static readonly PlanShape Separated = new("separated-layout", "columns")
    {
        { "csv", PlanValue.Text, "What stands between two fields: one character, or tab." },
        { "columns", PlanValue.ListOf(PlanValue.Text), "Its columns; with a header in any order, and others are passed over." },
        { "header", PlanValue.Flag, "Whether its first line names the columns; true by default." },
        { EncodingField.Name, EncodingField.Value, EncodingField.Description },
    };

    private static readonly PlanShape Fixed = new("fixed-layout", "fixed")
    {
        { "fixed", PlanValue.MapOf(PlanValue.Whole(1, WidestColumn)), "Its columns from left to right, each with its width." },
        { "header", PlanValue.Flag, "Whether its first line names the columns; false by default." },
        { EncodingField.Name, EncodingField.Value, EncodingField.Description },
    };

    /// <summary>What stands under a layout's name.</summary>
    public static readonly PlanValue Shape = PlanValue.ByField(
        "layout", () => Separated, new PlanCase("fixed", () => Fixed));

    public static FileLayout? Read(string name, PlanNode node, PlanErrors errors)
    {
        var before = errors.Count;
        var isFixed = node["fixed"] is not null;
        var fields = new PlanFields(node, errors, isFixed ? Fixed : Separated);
        var columns = (isFixed
            ? node["fixed"]!.Fields.Select(f => f.Key)
            : (node["columns"]?.Items ?? []).Select(i => i.Text ?? "")).ToImmutableArray();
        if (columns.Length == 0)
            errors.Add(node, isFixed
                ? "'fixed' names the columns from left to right, each with its width, as in fixed: { ITEM: 10, QTY: 8 }"
                : "'columns' is missing: the names of the columns, as in columns: [ITEM, QTY]");
        foreach (var column in columns.Where(c => c.Length == 0 || c.Any(char.IsControl)).Distinct(StringComparer.Ordinal))
            errors.Add(node, $"'{column}' cannot be a column's name");
        foreach (var twice in columns.GroupBy(c => c, StringComparer.Ordinal).Where(g => g.Count() > 1))
            errors.Add(node, $"column '{twice.Key}' is named {twice.Count()} times");
        var layout = new FileLayout(
            name, columns, isFixed ? ReadWidths(node["fixed"]!, errors) : [], isFixed ? ',' : ReadSeparator(node["csv"], errors),
            fields.Flag("header", !isFixed), ReadEncoding(node[EncodingField.Name], errors));
        return errors.Count == before ? layout : null;
    }

    private static ImmutableArray<int> ReadWidths(PlanNode columns, PlanErrors errors)
    {
        foreach (var (name, width) in columns.Fields.Where(f => f.Value.Integer is not (>= 1 and <= WidestColumn)))
            errors.Add(width, $"the width of '{name}' is a whole number from 1 to {WidestColumn}");
        return [.. columns.Fields.Select(f => (int)(f.Value.Integer ?? 1))];
    }

    private static char ReadSeparator(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return ',';
        if (node.Text == "tab")
            return '\t';
        if (node.Text is [var one] && char.IsAscii(one) && !char.IsAsciiLetterOrDigit(one) && one is not ('"' or '\r' or '\n'))
            return one;
        errors.Add(node, "'csv' is what stands between two fields: \",\", \";\", \"|\" or tab");
        return ',';
    }

    private static Encoding ReadEncoding(PlanNode? node, PlanErrors errors)
    {
        if (node?.Text is not { } name)
            return Named("utf-8");
        try
        {
            return Named(name);
        }
        catch (ArgumentException)
        {
            errors.Add(
                node, $"'{name}' is not an encoding that is known here; such are utf-8, windows-1252, iso-8859-15, IBM850");
            return Named("utf-8");
        }
    }

    // Without a mark of its own at the beginning of what is written.
    private static Encoding Named(string name)
    {
        var known = CodePagesEncodingProvider.Instance.GetEncoding(
            name, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback)
            ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback);
        return known is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : known;
    }
}
