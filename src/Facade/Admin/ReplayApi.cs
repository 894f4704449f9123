using Hub.Facade.Cutover;
using Hub.Facade.Replaying;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>Both sides of a route asked again what callers have asked.</summary>
internal static class ReplayApi
{
    private const int MostAtOnce = 200;
    private const int LongestAuthorization = 16 * 1024;

    public static void MapReplay(this IEndpointRouteBuilder api) =>
        api.MapPost("/routes/{id}/replay", ReplayAsync)
            .WithSummary("Asks both sides of a route again what callers have lately asked this node, and compares.")
            .TakesBody(typeof(ReplayRequest)).Produces<ReplayView>()
            .WrittenBy(AccessRole.Operator, "replay requests", "id", RouteScope.OfRoute);

    private static async Task<IResult> ReplayAsync(string id, HttpContext context, CurrentRouting current, Replays replays)
    {
        var (asked, malformed) = await JsonBody.ReadAsync<ReplayRequest>(context.Request);
        if (asked is null)
            return malformed!;
        List<ProblemError> faults = [];
        if (asked.Take is < 1 or > MostAtOnce)
            faults.Add(new("take", $"it is a whole number from 1 to {MostAtOnce}"));
        if (asked.Before is < 0)
            faults.Add(new("before", "it is the number that an answer gives as 'next'"));
        if (asked.Authorization is { } shown && (shown.Length is 0 or > LongestAuthorization || HeaderText.HasControls(shown)))
            faults.Add(new("authorization", "it is what the header Authorization says, as in Bearer TOKEN"));
        if (faults.Count > 0)
            return Problem.Malformed(faults);
        var snapshot = current.Snapshot;
        if (snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
            return UnknownRoute.Answer(id, snapshot.Plan);
        var why = route.IsWrite || route.Match.Method != "GET" ? "it does not read by GET, and only what reads can be asked again"
            : route.New is null ? "it has no new side"
            : snapshot.State(id).Stage == Stage.Retired ? "it is retired, and its legacy side may be gone"
            : null;
        return why is not null
            ? new Problem(StatusCodes.Status409Conflict, $"{id} cannot be replayed: {why}.")
            : TypedResults.Ok(await replays.RunAsync(route, snapshot.Plan.Hash, asked, context.RequestAborted));
    }
}
