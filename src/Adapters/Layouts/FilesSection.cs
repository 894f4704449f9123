using System.Collections.Frozen;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Layouts;

/// <summary>Reads a system's <c>files</c> and <c>layouts</c>.</summary>
internal static class FilesSection
{
    /// <summary>The fields of <c>files</c>.</summary>
    public static readonly PlanShape Shape = new("files", "folder")
    {
        { "folder", PlanValue.Text, "The folder that both sides reach: \"${env:WAREHOUSE_FILES}\"." },
    };

    public static (FilesContract Contract, FolderClient? Client) Read(SystemPlan system, MigrationPlan plan, PlanErrors errors)
    {
        var node = system.Node["files"]!;
        var fields = new PlanFields(node, errors, Shape);
        fields.Required("folder");
        var layouts = new Dictionary<string, FileLayout>(StringComparer.Ordinal);
        foreach (var (name, layout) in system.Node["layouts"]?.Fields ?? [])
            if (LayoutReader.Read(name, layout, errors) is { } read)
                layouts[name] = read;
        var contract = new FilesContract(system.Node.At.File, layouts.ToFrozenDictionary(StringComparer.Ordinal));
        return (contract, node["folder"] is { Text: not null } folder && ReadFolder(folder, plan.HostFiles, errors) is { } path
            ? new FolderClient(path, folder.Text, system.Limits, plan.HostFiles)
            : null);
    }

    // What is read, moved and written there is for whoever starts the hub to say, and not for whoever may send it a plan.
    private static string? ReadFolder(PlanNode node, AllowedFiles files, PlanErrors errors)
    {
        if (!node.Referenced || !node.Text!.StartsWith("${", StringComparison.Ordinal)
            || node.Text.Split('/').Contains("..", StringComparer.Ordinal))
        {
            errors.Add(
                node, "'folder' is a variable that the hub is started with, or a folder below one, as in "
                    + "folder: \"${env:DROP}\"");
            return null;
        }

        if (node.Value is not { } path)
            return null;
        var problem = Path.IsPathFullyQualified(path) ? files.WhyNotFolder(path, node.Text) : $"{node.Text} is not a whole path";
        if (problem is null)
            return path;
        errors.Add(node, $"the value of {node.Text} cannot be used: {problem}");
        return null;
    }
}
