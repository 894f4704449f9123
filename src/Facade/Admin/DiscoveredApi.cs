using Hub.Facade.Discovering;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>What passes through the plan's catch-alls.</summary>
internal static class DiscoveredApi
{
    public static void MapDiscovered(this IEndpointRouteBuilder api) =>
        api.MapGet("/discovered", ReadAsync)
            .WithSummary("Lists what passes through catch-alls and what nothing claims, by templates of paths.")
            .Produces<DiscoveredView>().TakesQuery("since");

    private static async Task<IResult> ReadAsync(
        string? since, CurrentRouting current, DiscoveredRequests discovered, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var from = since is null ? null : GivenTime.Read(since, now);
        if (since is not null && from is null)
            return Problem.Malformed([new("since", $"it is {GivenTime.Form}")]);
        return TypedResults.Ok(DiscoveredView.Of(now, from, await discovered.ReadAsync(from), current.Snapshot.Plan));
    }
}
