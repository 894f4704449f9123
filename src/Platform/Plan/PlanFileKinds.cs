using System.Text.Json.Nodes;

namespace Hub.Platform.Plan;

/// <summary>A kind of file that a plan is made of, and the fields that it may have.</summary>
/// <param name="Name">What it is called: <c>system</c>.</param>
/// <param name="Where">Which files are of this kind: <c>systems/NAME.yaml</c>.</param>
/// <param name="Title">What it is, in a sentence that editors show.</param>
/// <param name="Shape">Its fields.</param>
public sealed record PlanFileKind(string Name, string Where, string Title, PlanShape Shape)
{
    /// <summary>Whether the file stands by itself, and is not laid over others.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The name of its schema's file.</summary>
    public string SchemaFile => $"{Name}.schema.json";

    /// <summary>Returns its JSON Schema.</summary>
    public JsonObject Schema() => PlanSchema.Write(Title, Shape, IsWhole);
}

/// <summary>The kinds of files that a plan is made of.</summary>
public static class PlanFileKinds
{
    /// <summary>The folder of the schemas in a plan's folder; nothing in it is read as part of the plan.</summary>
    public const string SchemaFolder = "schemas";

    /// <summary>The fields of an environment; which fields a system has, its adapter knows.</summary>
    internal static readonly PlanShape EnvironmentFields = EnvironmentOf(SystemSection.Shape);

    /// <summary>Returns the kinds.</summary>
    /// <param name="system">The fields of a system's file, as its adapter reads them.</param>
    public static IReadOnlyList<PlanFileKind> Of(PlanShape system) =>
    [
        new("hub", PlanPaths.Hub, "What holds for the whole hub.", HubSection.Shape),
        new("system", $"{PlanPaths.Systems}NAME.yaml", "A system of record, and how its messages are mapped.", system),
        new(
            "capability", $"{PlanPaths.Capabilities}NAME.yaml", "A business area: its owner, routes and sides.",
            CapabilitySection.Shape),
        new("environment", "environments/NAME.yaml", "What differs in an environment.", EnvironmentOf(system))
        {
            IsWhole = false,
        },
        new("demo", "demo.yaml", "The legacy landscape that ./hub up starts beside the hub.", DemoLandscape.Shape),
    ];

    /// <summary>Returns the comment by which editors find a file's schema.</summary>
    /// <param name="kind">The kind of the file.</param>
    /// <param name="depth">How many folders of the plan the file is in.</param>
    public static string CommentFor(string kind, int depth) =>
        $"# yaml-language-server: $schema={string.Concat(Enumerable.Repeat("../", depth))}{SchemaFolder}/{kind}.schema.json";

    private static PlanShape EnvironmentOf(PlanShape system) => new("environment")
    {
        { "hub", HubSection.Shape, "Laid over hub.yaml." },
        { "systems", PlanValue.MapOf(system), "Laid over the files in systems/, by their names." },
        { "capabilities", PlanValue.MapOf(CapabilitySection.Shape), "Laid over the files in capabilities/, by their names." },
    };
}
