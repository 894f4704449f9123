using System.Collections.Concurrent;
using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Running;
using Hub.Sync.Streams;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Rehearsing;

/// <summary>
/// Has the ways back rehearsed that this process reads, so that one node does it by the stream's lease: now and then while
/// their records are written at the new side or a rollback would not be lossless, and whenever somebody asks.
/// </summary>
internal sealed partial class RehearsalLoop(
    CurrentRouting routing, RunningStreams running, RehearsalStore store, StreamPositions positions, Rehearsal rehearsal,
    AskedRehearsals asked, SyncOptions options, TimeProvider time, ILogger<RehearsalLoop> log) : SteadyService(time, log)
{
    // Somebody who shifts at another node waits for it.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (routing.IsLoaded)
                    await BeginDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or ObjectDisposedException)
            {
                // Whoever asked sees how old the last one is.
            }

            await asked.Signal.WaitAsync(Look, stoppingToken);
        }
    }

    private async Task BeginDueAsync(CancellationToken stopping)
    {
        var mine = running.All.Where(r => r is { IsLost: false, Stream: { Origin: Side.New, IsCopy: false } }).ToList();
        if (mine.Count == 0)
            return;
        var rows = await store.ListAsync();
        foreach (var run in mine)
        {
            var row = rows.GetValueOrDefault(run.Stream.Entity) ?? new RehearsalRow { Entity = run.Stream.Entity };
            if (!IsDue(row) || _underWay.GetValueOrDefault(run.Stream.Entity) is { IsCompleted: false })
                continue;
            // Each by itself: a side that hangs keeps no other link from being rehearsed.
            _underWay[run.Stream.Entity] = Task.Run(() => RunAsync(run, row, stopping), stopping);
        }
    }

    // What was not written back before a rollback is followed until it is.
    private bool IsDue(RehearsalRow row) => row.Asked > row.Answered
        || (row.ToVerdict() is { } last
            ? Time.GetUtcNow() - last.RehearsedAt >= options.RehearseEvery
                && (last.State != RollbackState.Lossless || IsWrittenAtNew(row.Entity))
            : IsWrittenAtNew(row.Entity));

    private bool IsWrittenAtNew(string entity)
    {
        var snapshot = routing.Snapshot;
        return snapshot.Plan.Capabilities.FirstOrDefault(c => c.Link?.Entity == entity) is { } capability
            && capability.Routes.Any(r => r.IsWrite && snapshot.State(r.Id).Stage is Stage.Canary or Stage.New);
    }

    private async Task RunAsync(StreamRun run, RehearsalRow row, CancellationToken stopping)
    {
        try
        {
            var findings = await rehearsal.RunAsync(run.Stream, stopping);
            var standing = (await positions.StandingsAsync()).GetValueOrDefault(run.Stream.Id);
            var pace = WritingPace.After(row.ToPace(), standing?.Applied ?? 0, Time.GetUtcNow(), findings.ToWriteBack > 0);
            findings = findings with { PerSecond = pace.PerSecond };
            await store.KeepAsync(
                run.Stream.Entity, run.Lease, row.Asked, findings.ToVerdict(), findings.OnlyWaits, pace);
            // Somebody may have asked meanwhile.
            asked.Signal.Set();
        }
#pragma warning disable CA1031 // whatever failed, the last verdict stays, and says how old it is
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(Log, run.Stream.Id, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: its rehearsal failed; the last verdict stays.")]
    private static partial void LogFailed(ILogger log, string stream, Exception error);
}
