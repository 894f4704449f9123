using Hub.Facade.Cutover;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>What a shift would do. Reading it changes nothing.</summary>
internal static class PreviewApi
{
    public static void MapPreview(this IEndpointRouteBuilder api)
    {
        api.MapGet("/routes/{id}/preview", PreviewAsync).WithSummary("Tells what a shift would do.").Produces<ShiftPreview>()
            .TakesQuery(["stage", "percent", "force", "acceptSplit", "expectedRevision", "here"], repeated: ["user", "group"]);
        api.MapGet("/routes/{id}/preview/customers", ListCustomersAsync)
            .WithSummary("Lists the customers seen lately that a shift would move; masked for who may not shift the route.")
            .Produces<MovedCustomers>().TakesQuery(["stage", "percent", "here"], repeated: ["user", "group"]);
    }

    private static async Task<IResult> ListCustomersAsync(
        string id, string stage, double? percent, [FromQuery] string[] user, [FromQuery] string[] group, bool? here,
        HttpContext context, CurrentRouting current, ShiftPreviews previews, CancellationToken cancellation)
    {
        var (shift, fault) = Read(stage, percent, user, group);
        if (shift is null)
            return fault!;
        var snapshot = current.Snapshot;
        if (snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
            return UnknownRoute.Answer(id, snapshot.Plan);
        var caller = AccessGrant.Of(context.User);
        var isClear = caller.Role >= AccessRole.Operator && caller.Covers(route.Capability.Name);
        return TypedResults.Ok(here == true
            ? previews.MovedHere(snapshot, route, shift.ToState(), isClear)
            : await previews.MovedEverywhereAsync(
                snapshot, route, shift.ToState(), isClear, context.Request.Headers.Authorization, cancellation));
    }

    private static (ShiftRequest? Shift, IResult? Fault) Read(string stage, double? percent, string[] user, string[] group)
    {
        if (!Enum.TryParse<Stage>(stage, ignoreCase: true, out var to) || !Enum.IsDefined(to) || char.IsDigit(stage[0]))
            return (null, Problem.Malformed(
                [new(
                    "stage",
                    $"'{AuditTexts.Cut(stage, 100)}' is not a stage; stages are legacy, shadow, canary, new, retired")]));
        var shift = new ShiftRequest { Stage = to, Percent = percent, Users = user, Groups = group, Reason = "a preview" };
        return shift.FindFaults().ToList() is { Count: > 0 } faults ? (null, Problem.Malformed(faults)) : (shift, null);
    }

    // Said to be of the query: of an array alone the compiler leaves it open whether it is the body.
    private static async Task<IResult> PreviewAsync(
        string id, string stage, double? percent, [FromQuery] string[] user, [FromQuery] string[] group, bool? force,
        bool? acceptSplit, long? expectedRevision, bool? here,
        HttpContext context, CurrentRouting current, Shifts shifts, ShiftPreviews previews, CancellationToken cancellation)
    {
        var (asked, fault) = Read(stage, percent, user, group);
        if (asked is null)
            return fault!;
        var shift = asked with
        {
            Force = force == true, AcceptSplit = acceptSplit == true, ExpectedRevision = expectedRevision,
        };
        if (here == true)
            return current.Snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is { } route
                ? TypedResults.Ok(previews.Here(current.Snapshot, route, shift.ToState()))
                : UnknownRoute.Answer(id, current.Snapshot.Plan);
        var (trial, _) = await shifts.TryAsync(id, shift, AccessGrant.Of(context.User).Name);
        return trial is null
            ? UnknownRoute.Answer(id, current.Snapshot.Plan)
            : TypedResults.Ok(await previews.EverywhereAsync(trial, context.Request.Headers.Authorization, cancellation));
    }
}
