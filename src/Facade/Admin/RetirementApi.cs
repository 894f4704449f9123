using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Checks;
using Hub.Facade.Gating;
using Hub.Facade.Retiring;
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
        TimeProvider time, IOptions<JsonOptions> json)
    {
        var (trial, _) = await shifts.TryAsync(id, new ShiftRequest { Stage = Stage.Retired, Reason = "proof" }, "");
        if (trial is null)
            return UnknownRoute.Answer(id, current.Snapshot.Plan);
        var (served, route) = (trial.Served, trial.Route);
        var quietDays = (route.Capability.Retire ?? served.Plan.Retire).QuietDays;
        var quiet = TimeSpan.FromDays(quietDays);
        var known = await callers.FindAsync(id);
        var last = await use.FindLastAsync(id, Side.Legacy);
        var keptBy = trial.Verdict?.Found.Where(o => !o.TakesSecondPerson).ToList() ?? [];
        // Not looked at by the shift where the route does not stand at new yet.
        if (keptBy is [.., { IsFinal: true }] && await unused.FindAsync(trial.Shift) is { } inUse)
            keptBy.Add(inUse);
        var view = new RetirementView(
            id, trial.Shift.From.Stage, route.Legacy.Name.ToString(), served.Plan.Hash, served.Revision, time.GetUtcNow())
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
            BesidesBy = CarriedEntries.CatchAllsTo(served.Plan, route),
        };
        return TypedResults.Ok(view with { Sha256 = HashOf(view, json.Value.SerializerOptions) });
    }

    private static string HashOf(RetirementView view, JsonSerializerOptions options)
    {
        var document = JsonSerializer.SerializeToNode(view, options)!.AsObject();
        document.Remove("sha256");
        var text = CanonicalText.Of(JsonSerializer.SerializeToElement(document));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
