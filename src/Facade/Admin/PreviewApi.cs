using Hub.Facade.Cutover;
using Hub.Platform.Identity;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>What a shift would do. Reading it changes nothing.</summary>
internal static class PreviewApi
{
    public static void MapPreview(this IEndpointRouteBuilder api) =>
        api.MapGet("/routes/{id}/preview", PreviewAsync)
            .TakesQuery(["stage", "percent", "here"], repeated: ["user", "group"]);

    private static async Task<IResult> PreviewAsync(
        string id, string stage, double? percent, string[] user, string[] group, bool? here, HttpRequest request,
        CurrentRouting current, ShiftPreviews previews, CancellationToken cancellation)
    {
        var snapshot = current.Snapshot;
        if (snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
            return UnknownRoute.Answer(id, snapshot.Plan);
        if (!Enum.TryParse<Stage>(stage, ignoreCase: true, out var to) || !Enum.IsDefined(to) || char.IsDigit(stage[0]))
            return Problem.Malformed(
                [new("stage", $"'{AuditTexts.Cut(stage, 100)}' is not a stage; stages are legacy, canary, new, retired")]);
        var shift = new ShiftRequest { Stage = to, Percent = percent, Users = user, Groups = group, Reason = "a preview" };
        if (shift.FindFaults().ToList() is { Count: > 0 } faults)
            return Problem.Malformed(faults);
        var authorization = request.Headers.Authorization;
        return here == true
            ? TypedResults.Ok(previews.Here(snapshot, route, shift.ToState()))
            : TypedResults.Ok(await previews.EverywhereAsync(snapshot, route, shift.ToState(), authorization, cancellation));
    }
}
