using Hub.Platform.Lifetime;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Cutover.Handovers;

/// <summary>
/// Ends a handover whose node has died: once its time is over by the store's clock, forward where it began, back where it leads.
/// </summary>
internal sealed partial class HandoverKeeper(
    CurrentRouting current, NodeRegistry nodes, HandoverRun handovers, TimeProvider time, ILogger<HandoverKeeper> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (current.IsLoaded)
                await EndAsync(current.Snapshot);
    }

    private async Task EndAsync(RoutingSnapshot snapshot)
    {
        var held = snapshot.Plan.Routes.Where(r => snapshot.State(r.Id).Handover is not null)
            .GroupBy(r => snapshot.State(r.Id).Handover!.Id, StringComparer.Ordinal).ToList();
        if (held.Count == 0)
            return;
        var now = await nodes.NowAsync();
        foreach (var group in held)
        {
            var handover = snapshot.State(group.First().Id).Handover!;
            if (Handover.EndOf(snapshot.State(group.First().Id), now) is null)
                continue;
            var ended = await handovers.EndAsync(
                handover.Id,
                [.. group],
                r => Handover.EndOf(snapshot.State(r.Id), now)!,
                "hub",
                $"the node that handed over has ended: {(handover.IsBack ? "taken back" : "put back")}");
            if (ended is not null)
                LogEnded(Log, group.First().Capability.Name, handover.IsBack ? "taken back" : "put back", ended.Number);
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "The handover of {Capability} was not ended by the node that began it: it is {Outcome} as revision {Revision}")]
    private static partial void LogEnded(ILogger log, string capability, string outcome, long revision);
}
