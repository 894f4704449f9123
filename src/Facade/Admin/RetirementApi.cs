using System.Text.Json;
using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Checks;
using Hub.Facade.Retiring;
using Hub.Facade.Signing;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Hub.Facade.Admin;

/// <summary>Whether the legacy side of a route can be given up.</summary>
internal static class RetirementApi
{
    // It names callers.
    public static void MapRetirement(this IEndpointRouteBuilder api) =>
        api.MapGet("/routes/{id}/retirement", ReadAsync).ReadBy(AccessRole.Operator, RouteScope.OfRoute)
            .WithSummary("Tells whether the legacy side of a route can be given up, who used it last, and what goes with it.")
            .Produces<RetirementView>();

    private static async Task<IResult> ReadAsync(
        string id, Shifts shifts, CurrentRouting current, CallersOfLegacy callers, SideUse use, LegacyIsUnused unused,
        HubSigningKey key, TimeProvider time, IOptions<JsonOptions> json)
    {
        var (trial, _) = await shifts.TryAsync(id, new ShiftRequest { Stage = Stage.Retired, Reason = "proof" }, "");
        if (trial is null)
            return UnknownRoute.Answer(id, current.Snapshot.Plan);
        var (served, route, now) = (trial.Served, trial.Route, time.GetUtcNow());
        var quietDays = (route.Capability.Retire ?? served.Plan.Retire).QuietDays;
        var quiet = TimeSpan.FromDays(quietDays);
        var known = await callers.FindAsync(id);
        var last = await use.FindLastAsync(id, Side.Legacy);
        var keptBy = trial.Verdict?.Found.Where(o => !o.TakesSecondPerson).ToList() ?? [];
        // Not looked at by the shift where the route does not stand at new yet.
        if (keptBy is [.., { IsFinal: true }] && await unused.FindAsync(trial.Shift) is { } inUse)
            keptBy.Add(inUse);
        var catchAlls = CarriedEntries.CatchAllsTo(served.Plan, route);
        var besides = new List<BesidesCaller>();
        foreach (var catchAll in catchAlls)
            besides.AddRange((await callers.FindAsync(catchAll)).Select(c => BesidesCaller.Of(catchAll, c, quiet)));
        var view = new RetirementView(
            id, trial.Shift.From.Stage, route.HasLegacy ? route.Legacy.Name.ToString() : null, served.Plan.Hash, served.Revision,
            now)
        {
            IsSafe = keptBy.Count == 0,
            KeptBy = [.. keptBy.Select(o => o.Why).Distinct(StringComparer.Ordinal)],
            QuietDays = quietDays,
            LastUsed = last,
            QuietFrom = known.Select(c => (DateTimeOffset?)c.GoneFrom(quiet)).Append(last + quiet).Max(),
            Callers =
            [
                .. known.Select(c => new RetirementCaller(
                    c.Caller.Kind, c.Caller.Name, c.First, c.Last, Math.Round(c.LongestPause.TotalDays, 2), c.Requests,
                    c.GoneFrom(quiet))),
            ],
            Carries = CarriedEntries.Of(served.Plan, route, r => served.State(r).Stage),
            BesidesBy = [.. catchAlls.Select(c => $"{c.Host}{c.Path} at {c.At}")],
            Besides = [.. besides.OrderByDescending(b => b.Last)],
            Statement = "",
        };
        try
        {
            return TypedResults.Ok(await SignAsync(
                view with { Statement = RetirementStatement.Of(view) }, key, json.Value.SerializerOptions));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return TypedResults.Problem(
                $"The document cannot be signed: {e.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<RetirementView> SignAsync(RetirementView view, HubSigningKey key, JsonSerializerOptions options)
    {
        var document = JsonSerializer.SerializeToNode(view, options)!.AsObject();
        view = view with { Sha256 = RetirementDocument.HashOf(document) };
        document["sha256"] = view.Sha256;
        return view with { Signature = await key.SignAsync(RetirementDocument.SignedText(document)) };
    }
}
