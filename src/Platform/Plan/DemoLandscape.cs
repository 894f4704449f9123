using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>
/// <c>demo.yaml</c>: the legacy landscape that <c>./hub up</c> starts beside the hub. It is no part of the plan and never
/// enters a revision.
/// </summary>
/// <param name="Project">Folder of the landscape's program.</param>
/// <param name="Provides">System's name → the environment variable that the plan takes its address from.</param>
public sealed record DemoLandscape(string Project, ImmutableDictionary<string, string> Provides)
{
    /// <summary>Reads it from a plan's folder; null where there is none.</summary>
    /// <exception cref="PlanInvalidException">It has faults.</exception>
    public static DemoLandscape? Read(string folder)
    {
        var path = Path.Combine(folder, "demo.yaml");
        if (!File.Exists(path))
            return null;
        var errors = new PlanErrors();
        var node = new PlanYaml(new PlanReferences(), errors).Read("demo.yaml", File.ReadAllText(path));
        var fields = node is null ? null : new PlanFields(node, errors, "project", "provides");
        var demo = new DemoLandscape(
            Path.GetFullPath(Path.Combine(folder, fields?.Required("project") ?? "")),
            (node?["provides"]?.Fields ?? []).ToImmutableDictionary(f => f.Key, f => f.Value.Text ?? "", StringComparer.Ordinal));
        return errors.Count == 0 ? demo : throw new PlanInvalidException(errors);
    }
}
