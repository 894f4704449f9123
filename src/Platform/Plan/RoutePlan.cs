using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>One public operation.</summary>
/// <param name="Id">Capability and operation: <c>orders.place</c>.</param>
/// <param name="Match">Which requests it claims.</param>
/// <param name="Legacy">Who answers on the legacy side; the new side, where <see cref="HasLegacy"/> is false.</param>
/// <param name="New">Who answers on the new side; null while there is nobody.</param>
/// <param name="At">Where it stands.</param>
public sealed record RoutePlan(string Id, RouteMatch Match, SideTarget Legacy, SideTarget? New, PlanLocation At)
{
    /// <summary>The capability that it belongs to.</summary>
    /// <exception cref="InvalidOperationException">It is not among a capability's routes yet.</exception>
    public CapabilityPlan Capability
    {
        get => field ?? throw new InvalidOperationException($"{Id} belongs to no capability yet.");
        internal init;
    }

    /// <summary>
    /// Whether a legacy side answers it; false where the capability names none: it is something new, or legacy was given up. Such
    /// a route stands at retired, and is never shifted.
    /// </summary>
    public bool HasLegacy { get; init; } = true;

    /// <summary>What it does, as a title of one line for readers of the contract; null where the plan says nothing.</summary>
    public string? Summary { get; init; }

    /// <summary>What there is to know of it besides; null where the plan says nothing.</summary>
    public string? Description { get; init; }

    /// <summary>What of both sides' answers is passed over where they are compared, its capability's rules among them.</summary>
    public ImmutableArray<ComparingRule> Compare { get; init; } = [];

    /// <summary>
    /// Whether its new side can be asked to try a write and not carry it out, so that both sides' answers are compared.
    /// </summary>
    public bool DryRun { get; init; }

    /// <summary>Whether its legacy side can be asked to try a write only too, once the new side carries it out.</summary>
    public bool DryRunOfLegacy { get; init; }

    /// <summary>Gates of its own, by the stage's name in the plan; each takes the place of its capability's.</summary>
    public ImmutableDictionary<string, GatePlan> Gates { get; init; } = ImmutableDictionary<string, GatePlan>.Empty;

    /// <summary>Returns what has to be known before it is shifted to a stage, as the plan names it; null for nothing.</summary>
    public GatePlan? GateBefore(string stage) => Gates.GetValueOrDefault(stage) ?? Capability.Gates.GetValueOrDefault(stage);

    /// <summary>The query parameters that the hub itself reads of its requests, to find the route and its side.</summary>
    public IReadOnlyList<string> OwnQuery =>
    [
        .. Match.Query.Select(q => q.Key),
        .. (Capability.Cohort?.Sources ?? []).Where(s => s.Kind == CohortSourceKind.Query).Select(s => s.Name),
    ];

    /// <summary>Whether its requests change records.</summary>
    public bool IsWrite => Match.Method is not ("GET" or "HEAD");
}

/// <summary>Which requests a route claims.</summary>
/// <param name="Method">HTTP method, upper case.</param>
/// <param name="Path">Route pattern as in ASP.NET Core: <c>/api/orders/{id}</c>.</param>
/// <param name="Host">Host pattern, or null.</param>
/// <param name="Query">Query parameters that must be there, with a value or with any (null).</param>
/// <param name="Headers">Headers that must be there, with a value or with any (null).</param>
public sealed record RouteMatch(
    string Method,
    string Path,
    string? Host,
    ImmutableArray<KeyValuePair<string, string?>> Query,
    ImmutableArray<KeyValuePair<string, string?>> Headers);
