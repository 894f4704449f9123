using System.Data.Common;
using Hub.Adapters.Drifting;
using Hub.Adapters.Serving;
using Hub.Platform.ContractDrift;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Adapters.Surface;

/// <summary>The adapters' part of the hub's own surface.</summary>
public static class SystemEndpoints
{
    /// <summary>
    /// Maps the list of wrapped systems, each asked whether it is alive,
    /// and their recordings, under a group, <c>/hub/api/systems</c>, that says who may.
    /// </summary>
    public static RouteGroupBuilder MapSystems(this IEndpointRouteBuilder group)
    {
        var systems = group.MapGroup("");
        systems.MapGet("", ListAsync).WithSummary("Lists the wrapped systems, each asked whether it is alive.");
        systems.MapContractDrift();
        systems.MapRecordings();
        return systems;
    }

    private static async Task<Ok<IReadOnlyList<SystemStanding>>> ListAsync(
        SystemHealth health, ContractFindings findings, CancellationToken cancellation)
    {
        var standings = await health.CheckAsync(cancellation);
        try
        {
            var seen = (await findings.ListAsync()).ToLookup(f => f.Finding.System, StringComparer.Ordinal);
            standings = [.. standings.Select(s => s with { Drift = seen[s.Name].Count() })];
        }
        catch (DbException)
        {
            // Whether systems are alive is told without the store as well.
        }

        return TypedResults.Ok(standings);
    }
}
