using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Platform.Lifetime;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Notifying;

/// <summary>
/// Tells shifts, rollbacks and applied plans. They are read from the revisions in the store, from where the last reading ended,
/// so that none is missed whatever is killed when.
/// </summary>
internal sealed partial class TellingRevisions(
    CurrentRouting current, RevisionLog log, NoticeDeliveries deliveries, Notices notices, HubStore store, TimeProvider time,
    ILogger<TellingRevisions> logger)
    : SteadyService(time, logger)
{
    private const string Mark = "revision";

    // Who steps back by itself; nobody's token is called so.
    private const string Guardrail = "guardrail";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WithoutStore = TimeSpan.FromSeconds(10);

    // Where no webhook was named for a long time, nobody waits for what was then.
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);
    private long _told = -1;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pace, Time, stoppingToken);
            if (!current.IsLoaded || current.Snapshot.Plan.Notify.IsEmpty || current.Snapshot.Revision <= _told)
                continue;
            try
            {
                await TellAsync();
            }
            catch (DbException e)
            {
                LogNotTold(Log, e.Message);
                await Task.Delay(WithoutStore, Time, stoppingToken);
            }
        }
    }

    private async Task TellAsync()
    {
        var mark = await deliveries.FindMarkAsync(Mark);
        // The first plan that names a webhook is told itself, and everything that came after it.
        var from = mark is null
            ? (await log.FindFirstOfPlanAsync(current.Snapshot.Plan.Hash) ?? current.Snapshot.Revision) - 1
            : long.Parse(mark, CultureInfo.InvariantCulture);
        // The one before is what the next one is compared with.
        var revisions = await log.ListSinceAsync(from - 1);
        var to = revisions.Count == 0 ? from : Math.Max(from, revisions[^1].Number);
        var told = revisions.Zip(revisions.Skip(1), (before, after) => (before, after))
            .Where(r => r.after.Number > from && r.after.At > Time.GetUtcNow() - Recent)
            .SelectMany(r => NoticesOf(r.before, r.after)).ToList();
        var next = to.ToString(CultureInfo.InvariantCulture);
        if (next != mark)
            await store.Database.WriteAsync(async (c, t) =>
            {
                // Another node may have told them.
                if (await NoticeDeliveries.MoveMarkAsync(Mark, mark, next, c, t))
                    foreach (var notice in told)
                        await notices.TellAsync(notice, c, t);
                return true;
            });
        _told = to;
    }

    private static IEnumerable<Notice> NoticesOf(Revision before, Revision after)
    {
        if (before.PlanHash != after.PlanHash)
            yield return new Notice(
                NoticeKinds.Plan, $"revision-{after.Number}", "plan",
                Spelling.EndSentence($"Another plan is served, {after.PlanHash[..12]}, by {By(after)}"),
                Data(after, ("plan", after.PlanHash), ("from", before.PlanHash)));
        foreach (var (route, stood, to) in RevisionDiff.Moved(before, after))
        {
            // What has just come or gone is told with the plan; a handover under way, when it has ended.
            if (stood is null || to is null || to.Handover is not null)
                continue;
            var was = stood with { Handover = null };
            if (was == to)
                continue;
            var isBack = to.Stage < was.Stage || (to.Stage == was.Stage && to.Percent < was.Percent);
            yield return new Notice(
                after.Author == Guardrail ? NoticeKinds.Guardrail : isBack ? NoticeKinds.Rollback : NoticeKinds.Shift,
                $"revision-{after.Number}-{route}", route,
                Spelling.EndSentence($"{route}: {was} \u2192 {to}, by {By(after)}"),
                Data(after, ("route", route), ("from", was.ToString()), ("to", to.ToString())));
        }
    }

    private static string By(Revision revision) =>
        $"{revision.Author}{(revision.Approver is { } other ? $" and {other}" : "")}: {revision.Reason}";

    private static JsonObject Data(Revision revision, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var data = new JsonObject
        {
            ["revision"] = revision.Number, ["author"] = revision.Author, ["approver"] = revision.Approver,
            ["reason"] = revision.Reason, ["at"] = revision.At.UtcDateTime.ToString("O"),
        };
        foreach (var (name, value) in more)
            data[name] = value;
        return data;
    }

    [LoggerMessage(LogLevel.Warning, "Shifts and plans are not told to webhooks yet: {Reason}")]
    private static partial void LogNotTold(ILogger log, string reason);
}
