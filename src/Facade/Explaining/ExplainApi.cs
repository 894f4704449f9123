using Hub.Facade.Watching;
using Hub.Platform.Nodes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Explaining;

/// <summary>Why a request was answered as it was, whichever node answered it.</summary>
internal static class ExplainApi
{
    public static void MapExplain(this IEndpointRouteBuilder api) =>
        api.MapGet("/requests/{id}", ExplainAsync)
            .WithSummary("Explains how a request was answered.").Produces<Explanation>().TakesQuery("here");

    private static async Task<IResult> ExplainAsync(
        string id, bool? here, HttpRequest request, RecentRequests recent, RecentCompositions compositions, ThisNode self,
        OtherNodes others, HostedPlaces places, CancellationToken cancellation)
    {
        if (recent.Find(id) is { } answered)
        {
            var place = answered.Destination is { } side ? places.Of(SideName.Parse(side)) : null;
            return TypedResults.Ok(Explanation.Of(id, answered, self.Name, place));
        }

        if (compositions.Find(id) is { } composed)
            return TypedResults.Ok(Explanation.Of(composed, self.Name, recent));
        if (here == true)
            return TypedResults.Problem("This node does not remember it.", statusCode: StatusCodes.Status404NotFound);
        var (found, silent) = await others.AskAsync<Explanation>(
            $"/hub/api/requests/{Uri.EscapeDataString(id)}?here=true", request.Headers.Authorization, cancellation);
        return found is [var explanation, ..]
            ? TypedResults.Ok(explanation)
            : TypedResults.Problem(
                $"No node remembers request '{Spelling.Shorten(id)}': each keeps some thousands of the last ones, "
                + "those that failed for longer. A request's id is in its answer's header X-Hub-Request-Id."
                + (silent.Count > 0 ? $" No answer came from {string.Join(", ", silent)}." : ""),
                statusCode: StatusCodes.Status404NotFound);
    }
}
