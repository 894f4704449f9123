using Hub.Facade.Cutover;
using Hub.Facade.Explaining;
using Hub.Facade.Measuring;
using Hub.Facade.Watching;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>What both sides of a route answered in the last hour, half minute by half minute.</summary>
internal static class HistoryApi
{
    public static void MapHistory(this IEndpointRouteBuilder api) =>
        api.MapGet("/routes/{id}/history", ReadAsync)
            .WithSummary("Tells what both sides of a route answered in each half minute of the last hour, over all nodes.")
            .Produces<RouteHistory>().TakesQuery("here");

    private static async Task<IResult> ReadAsync(
        string id, bool? here, HttpRequest request, CurrentRouting current, RouteTraffic traffic, OtherNodes others,
        CancellationToken cancellation)
    {
        if (current.Snapshot.Plan.Routes.All(r => r.Id != id))
            return UnknownRoute.Answer(id, current.Snapshot.Plan);
        var counter = traffic.Of(id);
        var own = RouteHistory.Of(
            id, traffic.TurnedAt, counter.Of(Side.Legacy).ReadHistory(), counter.Of(Side.New).ReadHistory());
        if (here == true)
            return TypedResults.Ok(own);
        var (found, silent) = await others.AskAsync<RouteHistory>(
            $"/hub/api/routes/{Uri.EscapeDataString(id)}/history?here=true", request.Headers.Authorization, cancellation);
        return TypedResults.Ok(found.Aggregate(own, (sum, other) => sum.Plus(other)).WithoutCounts() with { Silent = silent });
    }
}

/// <summary>What both sides of a route answered lately.</summary>
/// <param name="Route">The route's id.</param>
/// <param name="At">
/// When the first of the spans ended; each other one ended <see cref="SideTraffic.Pace"/> before the one in front of it. Those of
/// further nodes ended up to half a minute earlier or later.
/// </param>
/// <param name="Spans">The half minutes, the newest first, as far back as any side has answered.</param>
internal sealed record RouteHistory(string Route, DateTimeOffset At, IReadOnlyList<HistorySpan> Spans)
{
    /// <summary>Nodes that gave no answer when they were asked for theirs.</summary>
    public IReadOnlyList<string> Silent { get; init; } = [];

    public static RouteHistory Of(
        string route, DateTimeOffset at, IReadOnlyList<AnswerCounts> legacy, IReadOnlyList<AnswerCounts> @new) => new(
        route, at,
        [
            .. Enumerable.Range(0, Math.Max(legacy.Count, @new.Count)).Select(n => new HistorySpan(
                View(n < legacy.Count ? legacy[n] : AnswerCounts.None), View(n < @new.Count ? @new[n] : AnswerCounts.None))),
        ]);

    /// <summary>Returns this together with what another node counted.</summary>
    public RouteHistory Plus(RouteHistory other) => this with
    {
        Spans =
        [
            .. Enumerable.Range(0, Math.Max(Spans.Count, other.Spans.Count)).Select(n =>
                (n < Spans.Count, n < other.Spans.Count) switch
                {
                    (true, true) => new HistorySpan(
                        Sum(Spans[n].Legacy, other.Spans[n].Legacy), Sum(Spans[n].New, other.Spans[n].New)),
                    (true, false) => Spans[n],
                    _ => other.Spans[n],
                }),
        ],
    };

    /// <summary>Returns what people read: without what only another node needs.</summary>
    public RouteHistory WithoutCounts() => this with
    {
        Spans = [.. Spans.Select(s => new HistorySpan(s.Legacy with { Counts = null }, s.New with { Counts = null }))],
    };

    private static LatelyView Sum(LatelyView one, LatelyView other) => View(one.ToCounts().Plus(other.ToCounts()));

    private static LatelyView View(AnswerCounts counts) =>
        LatelyView.Of(counts) with { Seconds = (int)SideTraffic.Pace.TotalSeconds };
}

/// <summary>What both sides answered in a half minute.</summary>
internal sealed record HistorySpan(LatelyView Legacy, LatelyView New);
