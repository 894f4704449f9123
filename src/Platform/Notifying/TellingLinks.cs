using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Platform.Lifetime;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Notifying;

/// <summary>
/// Tells conflicts and drift of links: when there are some where there were none, or more than were told. How many were told
/// stands in the store, so that one node tells it.
/// </summary>
internal sealed partial class TellingLinks(
    CurrentRouting current, IServiceProvider services, NoticeDeliveries deliveries, Notices notices, HubStore store,
    TimeProvider time, ILogger<TellingLinks> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pace, Time, stoppingToken);
            if (!current.IsLoaded || !(notices.IsHeard(NoticeKinds.Conflict) || notices.IsHeard(NoticeKinds.Drift))
                || services.GetService<ILinks>() is not { } links)
                continue;
            try
            {
                foreach (var link in (await links.StatusAsync(stoppingToken)).GroupBy(s => s.Entity, StringComparer.Ordinal))
                {
                    await TellAsync(
                        NoticeKinds.Conflict, link.Key, link.Sum(s => s.Conflicts),
                        n => $"{Counted.Of(n, "unresolved conflict")}: ./hub sync conflicts tells what both sides changed");
                    await TellAsync(
                        NoticeKinds.Drift, link.Key, link.Max(s => s.Reconciled?.Drift ?? 0),
                        n => $"{Counted.Of(n, "record")} that both sides do not hold alike: ./hub sync reconcile {link.Key} "
                            + "compares again and says which");
                }
            }
            catch (Exception e) when (e is DbException or HttpRequestException)
            {
                LogNotTold(Log, e.Message);
            }
        }
    }

    private async Task TellAsync(string kind, string entity, long count, Func<long, string> what)
    {
        var name = $"{kind} {entity}";
        var mark = await deliveries.FindMarkAsync(name);
        var (told, number) = mark?.Split(' ') is [var before, var times]
            ? (long.Parse(before, CultureInfo.InvariantCulture), long.Parse(times, CultureInfo.InvariantCulture))
            : (0L, 0L);
        if (count == told)
            return;
        var isMore = count > told;
        var next = string.Create(CultureInfo.InvariantCulture, $"{count} {(isMore ? number + 1 : number)}");
        await store.Database.WriteAsync(async (c, t) =>
        {
            if (await NoticeDeliveries.MoveMarkAsync(name, mark, next, c, t) && isMore)
                await notices.TellAsync(
                    new Notice(
                        kind, $"{kind}-{entity}-{number + 1}", entity,
                        $"{entity} has {what(count)}.",
                        new JsonObject { ["entity"] = entity, ["count"] = count, ["before"] = told }),
                    c, t);
            return true;
        });
    }

    [LoggerMessage(LogLevel.Warning, "Conflicts and drift are not told to webhooks yet: {Reason}")]
    private static partial void LogNotTold(ILogger log, string reason);
}
