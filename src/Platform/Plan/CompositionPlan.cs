using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>An answer that is composed of several routes' answers.</summary>
/// <param name="Route">Its id and the requests that it claims; the hub answers them itself, so no side is asked.</param>
/// <param name="Parts">What it is composed of, in the order of the answer.</param>
public sealed record CompositionPlan(RoutePlan Route, ImmutableArray<PartPlan> Parts)
{
    /// <summary>How long it may take: 10 ms to 1 min. Default 1 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The query parameters that a request may have, for the parts to use.</summary>
    public ImmutableArray<string> Takes { get; init; } = [];

    /// <summary>Its id: <c>customers.overview</c>.</summary>
    public string Id => Route.Id;

    /// <summary>Returns a part by its name; null where there is none.</summary>
    public PartPlan? Find(string name) => Parts.FirstOrDefault(p => p.Name == name);
}

/// <summary>One member of a composed answer.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Route">The id of the route that is asked.</param>
/// <param name="Parameters">The values of its path and its query.</param>
/// <param name="At">Where it stands.</param>
public sealed record PartPlan(string Name, string Route, ImmutableArray<PartParameter> Parameters, PlanLocation At)
{
    /// <summary>Whether the answer does without it.</summary>
    public bool Optional { get; init; }

    /// <summary>How long it may take from when it is asked; null for what the whole answer may.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How many entries of its list are shown; null for all.</summary>
    public int? First { get; init; }

    /// <summary>How old a former answer may be that stands in for a missing one; null for none.</summary>
    public TimeSpan? LastKnown { get; init; }

    /// <summary>
    /// Where the route's answer has the key of each entry, as <c>items[].id</c>, so that it is asked for several keys at once;
    /// null where it is asked for each alone.
    /// </summary>
    public PartField? Key { get; init; }

    /// <summary>The parts whose fields it needs.</summary>
    public IEnumerable<string> Sources =>
        Parameters.SelectMany(p => p.Value.Fields).Select(f => f.Part).Distinct(StringComparer.Ordinal);

    /// <summary>The parameter that has a value for each entry of a list; null where the route is asked once.</summary>
    public PartParameter? Each => Parameters.FirstOrDefault(p => p.Value.Fields.Any(f => f.Field.IsList));
}

/// <summary>A value that a part's route is asked with.</summary>
/// <param name="Name">The parameter of its path or its query.</param>
/// <param name="Value">The value.</param>
/// <param name="At">Where it stands.</param>
public sealed record PartParameter(string Name, PartTemplate Value, PlanLocation At);
