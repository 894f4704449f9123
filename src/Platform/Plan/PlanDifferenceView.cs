namespace Hub.Platform.Plan;

/// <summary>What differs between two plans, as the API and the command line tell it.</summary>
/// <param name="Routes">The public routes and catch-alls that come, go or change.</param>
/// <param name="Files">The files that differ.</param>
public sealed record PlanDifferenceView(IReadOnlyList<RouteDifferenceView> Routes, IReadOnlyList<FileDifferenceView> Files);

/// <summary>A route or catch-all that differs.</summary>
/// <param name="Route">Its id.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Fields">The fields that differ; all of them where the route comes or goes.</param>
/// <param name="Before">Its fields by name in the plan before; null where that has no such route.</param>
/// <param name="After">Its fields by name in the plan after; null where that has no such route.</param>
public sealed record RouteDifferenceView(
    string Route, string Change, IReadOnlyList<string> Fields, IReadOnlyDictionary<string, string>? Before,
    IReadOnlyDictionary<string, string>? After);

/// <summary>A file that differs.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Diff">Its lines as in a unified diff, or a sentence where they cannot be shown.</param>
public sealed record FileDifferenceView(string Path, string Change, IReadOnlyList<string> Diff);
