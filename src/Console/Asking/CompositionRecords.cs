namespace Hub.Console.Asking;

/// <summary>A composition, as <c>/hub/api/compositions</c> tells it.</summary>
public sealed record Composition(
    string Id, string Match, string Capability, string Owner, double DeadlineMilliseconds,
    IReadOnlyList<CompositionPart> Parts);

/// <summary>A member of a composed answer.</summary>
public sealed record CompositionPart(string Part, string Route, bool Optional, double? DeadlineMilliseconds);
