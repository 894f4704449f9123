using Hub.Facade.Comparing;
using Hub.Facade.Evidence;
using Hub.Facade.Rules;
using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Replaying;

/// <summary>
/// Asks both sides of a route again what callers have asked lately, and compares: for routes with little traffic, and after a
/// new build of the service.
/// </summary>
internal sealed class Replays(
    RecordedRequests recorded, ComparedSides sides, RouteRules rules, RouteEvidence evidence, DifferenceExamples examples,
    CurrentRouting routing, TimeProvider time)
{
    /// <summary>Asks, the latest first, as many at once as the plan lets shadows of the route be.</summary>
    /// <param name="route">The route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="asked">Which of them.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ReplayView> RunAsync(RoutePlan route, string plan, ReplayRequest asked, CancellationToken cancellation)
    {
        var kept = recorded.Find(route.Id);
        var requests = kept?.Find(asked.Before, asked.Take ?? 100) ?? [];
        var applied = await rules.OfAsync(route.Id);
        var outcomes = new Outcome[requests.Count];
        await Parallel.ForAsync(
            0, requests.Count,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = route.Capability.Shadow.Concurrency, CancellationToken = cancellation,
            },
            async (i, ends) =>
                outcomes[i] = await CompareAsync(route, plan, requests[i], applied, asked.Authorization, ends));
        return ViewOf(route.Id, kept, requests, outcomes);
    }

    private static ReplayView ViewOf(
        string route, RecordedOfRoute? kept, IReadOnlyList<RecordedRequest> requests, Outcome[] outcomes)
    {
        var found = outcomes.Where(o => o.Found is not null).Select(o => o.Found!).ToList();
        var (different, ignored) = (found.Count(f => f.Differences.Count > 0),
            found.Count(f => f.Differences.Count == 0 && f.PassedOver.Count > 0));
        return new ReplayView(
            route, kept?.Count ?? 0, found.Count, found.Count - different - ignored, ignored, different,
            outcomes.Count(o => o.IsCounted), requests is [.., { Number: > 0 and var last }] ? last : null)
        {
            Differences =
            [
                .. found.SelectMany(f => f.Differences).GroupBy(d => d)
                    .Select(g => new ReplayedDifference(g.Key.Path, g.Key.What, g.Count()))
                    .OrderByDescending(d => d.Count).ThenBy(d => d.Path, StringComparer.Ordinal),
            ],
            NotCompared = outcomes.Select(o => o.WhyNot).OfType<string>().GroupBy(w => w)
                .ToDictionary(g => g.Key, g => g.Count()),
        };
    }

    private async Task<Outcome> CompareAsync(
        RoutePlan route, string plan, RecordedRequest recording, RuleSet applied, string? authorization,
        CancellationToken cancellation)
    {
        if (recording.HadCredentials && authorization is null)
            return new(null, "its caller showed credentials, which are not kept (--authorization-file)", false);
        var request = authorization is null || !recording.HadCredentials ? recording.Request : recording.Request with
        {
            Headers = new Dictionary<string, StringValues>(recording.Request.Headers, StringComparer.OrdinalIgnoreCase)
            {
                ["Authorization"] = authorization,
            },
        };
        for (var isSecondLook = false; ; isSecondLook = true)
        {
            var (_, legacy, legacyTook, noLegacy) = await sides.AskAsync(route, Side.Legacy, request, cancellation);
            var (_, @new, newTook, noNew) = await sides.AskAsync(route, Side.New, request, cancellation);
            if ((noLegacy ?? noNew ?? legacy.WhyNot) is { } why)
                return new(null, why, false);
            if (routing.Snapshot.Plan.Hash != plan)
                return new(null, "the plan was changed meanwhile", false);
            var (found, seen) = ShadowFindings.Compare(legacy, @new, applied);
            if (found.Differences.Count > 0 && route.Capability.Link is not null && !isSecondLook)
            {
                await Task.Delay(ComparedSides.BeforeSecondLook, time, cancellation);
                continue;
            }

            var counts = recording.CountsUnder(plan);
            if (counts)
            {
                if (!recording.WasSeenUnder(plan))
                    evidence.See(route.Id, plan, recording.Shape, 1);
                evidence.Add(route.Id, plan, found, legacyTook, newTook, recording.Shape);
                examples.Add(route.Id, plan, seen);
            }

            return new(found, null, counts);
        }
    }

    private readonly record struct Outcome(Comparison? Found, string? WhyNot, bool IsCounted);
}
