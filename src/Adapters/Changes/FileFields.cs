using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Layouts;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Changes;

/// <summary>Reads the fields that files in both directions have.</summary>
internal sealed class FileFields(PlanNode node, CallReader calls)
{
    /// <summary>Returns the named layout; null, and an error, where the contract has no such layout.</summary>
    public FileLayout? FindLayout()
    {
        if (calls.Contract is not FilesContract contract)
        {
            calls.Error(
                node["files"] ?? node, "files are for a system that has a folder, as in files: { folder: \"${env:NAME}\" }");
            return null;
        }

        if (node["layout"]?.Text is { } name && contract.Layouts.TryGetValue(name, out var layout))
            return layout;
        calls.Error(node["layout"] ?? node, node["layout"]?.Text is { } unknown
            ? $"there is no layout '{unknown}'{Spelling.DidYouMean(unknown, contract.Layouts.Keys)}"
            : "'layout' is missing: what the rows look like, one of 'layouts'");
        return null;
    }

    /// <summary>Returns what stands behind a file's name; null for nothing.</summary>
    // Taken as the end of another name, it must neither lead anywhere nor be a whole name.
    public string? ReadEnding(string field)
    {
        if (node[field] is not { } written)
            return null;
        if (written.Text is ['.', _, ..] text && !text.AsSpan().ContainsAny("/\\*?:") && !text.Any(char.IsControl))
            return text;
        calls.Error(written, $"'{field}' is what stands behind the file's name, beginning with a dot, such as .done");
        return null;
    }

    /// <summary>Returns the column that tells of deletions, and what stands there then.</summary>
    public (string Column, ImmutableArray<string> Codes)? ReadDeleted(PlanNode deleted, FileLayout layout)
    {
        if (deleted.Fields is [var (column, codes)] && layout.Columns.Contains(column, StringComparer.Ordinal))
            return (column, codes.Text is { } one ? [one] : [.. codes.Items.Select(i => i.Text ?? "")]);
        calls.Error(
            deleted, "'deleted' is the column that says so and what stands there then, as in deleted: { OP: D }; columns are "
                + string.Join(", ", layout.Columns));
        return null;
    }
}
