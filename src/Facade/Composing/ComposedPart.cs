using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>A part of a composition, ready to be asked for.</summary>
/// <param name="plan">The part.</param>
/// <param name="route">The route that it asks.</param>
/// <param name="calls">Asks routes.</param>
internal sealed class ComposedPart(PartPlan plan, PartRoute route, PartCalls calls)
{
    private readonly PartJoin? _join = plan.Each is null ? null : new PartJoin(plan, route, calls);

    public PartPlan Plan { get; } = plan;

    /// <summary>Asks for it.</summary>
    /// <param name="request">The composition's request.</param>
    /// <param name="sources">The answers of the parts whose fields it needs, by their names.</param>
    public async Task<PartAnswer> AskAsync(ComposedRequest request, IReadOnlyDictionary<string, PartAnswer> sources)
    {
        if (sources.Values.Any(s => s.Json is null))
            return sources.Values.Any(s => s.IsMissing)
                ? PartAnswer.Missing(PartReason.Unasked)
                : PartAnswer.Missing(PartReason.NoKey);
        if (_join is not null)
            return await _join.AskAsync(request, sources);
        if (PartValues.Of(Plan, route, request, sources, key: null) is not { } values)
            return PartAnswer.Missing(PartReason.NoKey);
        return route.Write(values) is { } target
            ? await calls.AskAsync(Plan, target, request)
            : PartAnswer.Missing(PartReason.NotFound);
    }
}
