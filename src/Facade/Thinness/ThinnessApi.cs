using Hub.Platform.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Thinness;

/// <summary>What the hub still carries, over time.</summary>
internal static class ThinnessApi
{
    private const int Shown = 6;

    public static void MapThinness(this IEndpointRouteBuilder api) =>
        api.MapGet("/thinness", ReadAsync)
            .WithSummary("Tells what the hub still carries, now and over time, and what can be deleted next.");

    private static async Task<Ok<ThinnessView>> ReadAsync(
        CurrentRouting current, ThinnessDays days, Deletables deletables, TimeProvider time)
    {
        var served = current.Snapshot;
        var found = await deletables.FindAsync(served, Shown);
        return TypedResults.Ok(new ThinnessView(
            time.GetUtcNow(), served.Revision,
            [.. ThinnessMeasure.All.Select(m => new MeasuredNow(m.Name, m.Text, m.Count(served)))],
            await days.ListAsync(), found.Count > 0 ? found[0] : null, [.. found.Skip(1)]));
    }
}
