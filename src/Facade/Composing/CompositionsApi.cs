using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Composing;

/// <summary>The plan's compositions.</summary>
internal static class CompositionsApi
{
    public static void MapCompositions(this IEndpointRouteBuilder api) =>
        api.MapGet("/compositions", (CurrentRouting current) =>
            TypedResults.Ok<IReadOnlyList<CompositionView>>([.. current.Snapshot.Plan.Compositions.Select(CompositionView.Of)]))
            .WithSummary("Lists the compositions, with the routes that each is composed of.");
}

/// <summary>A composition.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Match">Method and path of the requests that it claims.</param>
/// <param name="Capability">The capability that has it.</param>
/// <param name="Owner">The team that answers for it.</param>
/// <param name="DeadlineMilliseconds">How long the whole answer may take.</param>
/// <param name="Parts">What it is composed of, in the order of the answer.</param>
internal sealed record CompositionView(
    string Id, string Match, string Capability, string Owner, double DeadlineMilliseconds, IReadOnlyList<PartView> Parts)
{
    public static CompositionView Of(CompositionPlan plan) => new(
        plan.Id, $"{plan.Route.Match.Method} {plan.Route.Match.Path}", plan.Route.Capability.Name, plan.Route.Capability.Owner,
        plan.Deadline.TotalMilliseconds,
        [.. plan.Parts.Select(p => new PartView(p.Name, p.Route, p.Optional, p.Deadline?.TotalMilliseconds))]);
}

/// <summary>A member of a composed answer.</summary>
/// <param name="Part">The member's name.</param>
/// <param name="Route">The id of the route that is asked.</param>
/// <param name="Optional">Whether the answer does without it.</param>
/// <param name="DeadlineMilliseconds">How long it may take; null for what the whole answer may.</param>
internal sealed record PartView(string Part, string Route, bool Optional, double? DeadlineMilliseconds);
