using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>
/// <c>demo.yaml</c>: the legacy landscape that <c>./hub up</c> starts beside the hub. It is no part of the plan and never
/// enters a revision.
/// </summary>
/// <param name="Project">Folder of the landscape's program.</param>
/// <param name="Provides">System's name → the environment variable that the plan takes its address from.</param>
/// <param name="Sets">Environment variables with values that hold for the demo only, such as a stand-in's password.</param>
public sealed record DemoLandscape(
    string Project, ImmutableDictionary<string, string> Provides, ImmutableDictionary<string, string> Sets)
{
    /// <summary>Its file, in the plan's folder.</summary>
    public const string FileName = "demo.yaml";

    internal static readonly PlanShape Shape = new("demo", "project")
    {
        { "project", PlanValue.Text, "Folder of the landscape's program." },
        { "provides", PlanValue.MapOf(PlanValue.Text), "System to the environment variable that holds its address." },
        { "sets", PlanValue.MapOf(PlanValue.Text), "Environment variables that hold for the demo only." },
    };

    /// <summary>Values for a plan that is checked while no landscape runs.</summary>
    public IReadOnlyDictionary<string, string> StandIns =>
        Sets.AddRange(Provides.Values.Select(v => KeyValuePair.Create(v, "http://127.0.0.1:1")));

    /// <summary>Reads it from a plan's folder; null where there is none.</summary>
    /// <exception cref="PlanInvalidException">It has faults.</exception>
    public static DemoLandscape? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        var errors = new PlanErrors();
        var read = new PlanYaml(errors).Read(FileName, File.ReadAllText(path));
        // It takes no references: what it sets holds for the demo only, and is no secret.
        var node = read is null ? null : new PlanReferences().Resolve(FileName, read, errors);
        var fields = node is null ? null : new PlanFields(node, errors, Shape);
        var demo = new DemoLandscape(
            Path.GetFullPath(Path.Combine(folder, fields?.Required("project") ?? "")),
            Words(node?["provides"]),
            Words(node?["sets"]));
        return errors.Count == 0 ? demo : throw new PlanInvalidException(errors);

        static ImmutableDictionary<string, string> Words(PlanNode? map) =>
            (map?.Fields ?? []).ToImmutableDictionary(f => f.Key, f => f.Value.Text ?? "", StringComparer.Ordinal);
    }
}
