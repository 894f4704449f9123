using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Reconciling;
using Hub.Sync.Streams;

namespace Hub.Sync.Running;

/// <summary>
/// The status of every stream of the plan: the durable part from the store,
/// the rest from the run, or from what the process with the run last reported.
/// </summary>
internal sealed class SyncLinks(
    CurrentRouting routing, StreamPositions positions, Barriers barriers, RunningStreams running, SyncOptions options,
    TimeProvider time, ReconcileStore reconciled, StreamLeases? leases = null,
    ChangeParties? parties = null) : ILinks
{
    public async Task<IReadOnlyList<LinkStatus>> StatusAsync(CancellationToken cancellation)
    {
        // Before the store is asked: what a run has handled by now is counted there as applied, parked or waiting.
        var reports = SyncStream.Of(routing.Snapshot.Plan)
            .Select(s => (Stream: s, Report: running.Find(s.Id) is { IsLost: false } run ? run.Report() : null))
            .ToList();
        var (standings, compared) = (await positions.StandingsAsync(), await reconciled.ListAsync());
        var statuses = new List<LinkStatus>(reports.Count);
        foreach (var (stream, report) in reports)
            statuses.Add(await WithDeliveryAsync(stream, Of(stream, standings.GetValueOrDefault(stream.Id), report) with
            {
                Reconciled = compared.GetValueOrDefault(stream.Id) is { } result
                    ? Verification.Of(result, time.GetUtcNow())
                    : null,
            }));
        return statuses;
    }

    public Task<long> RaiseBarrierAsync(string entity) => 
        barriers.RaiseAsync(entity, [.. StreamsOf(entity).Select(s => s.Id)]);

    public async Task<IReadOnlyList<LinkPassage>> PassagesAsync(string entity)
    {
        var standings = await barriers.StandingsAsync();
        return [.. StreamsOf(entity).Select(s => Passage(s, standings.GetValueOrDefault(s.Id)))];
    }

    public async Task<bool> IsBehindAsync(LinkPlan link, Side origin, TimeSpan age, IReadOnlyList<string> keys)
    {
        var then = time.GetUtcNow() - age;
        var isBehind = (await StatusAsync(CancellationToken.None)).Any(s =>
            s.IsBetweenSidesOf(link) && s.Origin == origin
            && (s.Error is not null || s.AtEndAt is null || s.AtEndAt < then || s.Lag > age || s.Waiting > 0));
        return isBehind || await positions.IsParkedAsync(
            [.. StreamsOf(link.Entity).Where(s => s.Origin == origin).Select(s => s.Id)], keys);
    }

    private LinkPassage Passage(SyncStream stream, StreamStanding? standing)
    {
        var run = running.Find(stream.Id) is { IsLost: false } here ? here : null;
        return new LinkPassage(
            stream.Id, standing?.Passed ?? 0, (run?.Report() ?? Reported(standing)).Error, run?.Window.Count ?? 0);
    }

    private IEnumerable<SyncStream> StreamsOf(string entity) =>
        SyncStream.Of(routing.Snapshot.Plan).Where(s => s.Entity == entity && !s.IsCopy);

    private LinkStatus Of(SyncStream stream, StreamStanding? standing, StreamReport? known)
    {
        var report = known ?? Reported(standing);
        return new LinkStatus(
            stream.Entity, stream.From, stream.To, stream.Origin,
            standing?.Position, standing?.Applied ?? 0, standing?.Parked ?? 0,
            report.CaughtUp && standing?.Waiting is null or 0,
            report.Error)
        {
            AtEndAt = report.AtEndAt,
            WaitsFor = report.WaitsFor,
            Waiting = standing?.Waiting ?? 0,
            Conflicts = standing?.Conflicts ?? 0,
            Warning = standing?.WaitingSince is { } since && time.GetUtcNow() - Microseconds.ToTime(since) > options.WaitWarning
                ? $"changes have waited since {Microseconds.ToTime(since):u}; hub sync waiting says for what"
                : report.Capture?.Notice,
            JournalRows = report.Capture?.JournalRows,
            RetainedBytes = report.Capture?.RetainedBytes,
            Lag = report.OldestAt is { } oldest && time.GetUtcNow() - oldest is var lag && lag > TimeSpan.Zero
                ? lag
                : TimeSpan.Zero,
        };
    }

    // What waits for a file is not on the other side yet.
    private async Task<LinkStatus> WithDeliveryAsync(SyncStream stream, LinkStatus status) =>
        parties?.FindTarget(stream.To, stream.Entity) is { } target && await target.FindPendingAsync() is { } pending
            ? status with
            {
                CaughtUp = status.CaughtUp && pending.Count == 0,
                Undelivered = pending.Count,
                DeliveredAt = pending.ToldAt,
            }
            : status;

    private StreamReport Reported(StreamStanding? standing) =>
        standing is null || leases?.IsOfPredecessor(standing.Stream) == true
        || standing.LeaseUntil < Microseconds.Of(time.GetUtcNow())
            ? new StreamReport(false, null, "no process reads its changes at the moment")
            : new StreamReport(
                standing.CaughtUp != 0, standing.OldestAt is { } at ? Microseconds.ToTime(at) : null, standing.Error)
            {
                AtEndAt = standing.AtEnd == 0 ? null : Microseconds.ToTime(standing.AtEnd),
            };
}
