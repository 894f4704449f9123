using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Platform.Jobs;
using Hub.Platform.Notifying;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Rules;

/// <summary>Tells webhooks of rules of comparing that end within a week, and of those that have ended: each once.</summary>
internal sealed class RulesThatEnd(
    CurrentRouting current, RouteRules rules, AcceptedRules accepted, Notices notices, TimeProvider time) : IHubJob
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        if (!notices.IsHeard(NoticeKinds.Rule))
            return;
        await accepted.ReadAsync();
        var now = time.GetUtcNow();
        foreach (var route in current.Snapshot.Plan.Routes)
            foreach (var rule in rules.All(route.Id).Where(r => r.Ends - Soon < now && now < r.Ends + Soon))
                await notices.TellAsync(Of(route.Id, rule, hasEnded: now >= rule.Ends));
    }

    private static Notice Of(string route, ComparingRule rule, bool hasEnded)
    {
        var until = rule.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Notice(
            NoticeKinds.Rule, $"rule-{route}-{rule.Key}-{until}{(hasEnded ? "-ended" : "")}", route,
            $"{route}: the rule '{rule.Name}' for {rule.Path} {(hasEnded ? "ended after" : "ends after")} {until}. "
            + $"What it passes over counts as different then. {rule.Owner} extends it, or mends what it is for.",
            new JsonObject
            {
                ["route"] = route, ["rule"] = rule.Name, ["path"] = rule.Path, ["owner"] = rule.Owner, ["until"] = until,
                ["ended"] = hasEnded,
            });
    }
}
