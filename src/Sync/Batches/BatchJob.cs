using System.Collections.Concurrent;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Sync.Streams;

namespace Hub.Sync.Batches;

/// <summary>
/// Does an act to each of many, page by page, and goes on after a kill from the last page that it has kept. What was done of the
/// page under way is known by the batch's id beside it, and each is audited once, so that two processes which both think that the
/// run is theirs do no harm.
/// </summary>
internal sealed class BatchJob(
    BatchStore batches, IEnumerable<IBatchAct> acts, AuditLog audit, SyncOptions options, TimeProvider time) : IHubJob
{
    private const int PageSize = 100;
    private const int AtOnce = 8;

    // About a quarter of a minute.
    private const int Tries = 8;

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var asked = run.ReadArguments<BatchArguments>();
        if (await batches.FindAsync(asked.Batch) is not { } batch || acts.FirstOrDefault(a => a.Job == batch.Act) is not { } act)
            throw new JobRefusedException(
                $"There is no batch '{asked.Batch}'. A command on many changes or conflicts starts this job, such as "
                + "./hub sync parked replay --link orders --reason TEXT.");
        var pace = new BatchPace(time, batch.Done);
        var before = await act.DoneAfterCursorAsync(batch);
        await AuditAsync(batch, act, before);
        batch = batch.With(before.Select(d => d.Outcome));
        while (true)
        {
            if (await act.PageAsync(batch, PageSize) is not { Count: > 0 } page)
                break;
            var results = await RunAsync(batch, act, page, cancellation);
            batch = batch.With(results.Select(r => r.Outcome)) with { Cursor = page[^1].Cursor };
            // First, as it throws where another process has gone on with the run.
            run.Report(batch.Done, batch.Total, pace.Tell(batch));
            await batches.KeepAsync(batch);
            if (results.All(r => r.MayPass))
                throw new JobRefusedException(
                    $"Stopped after {batch.Done} of {batch.Total}, as none of the last {page.Count} went through: the side could "
                    + "not be asked. Begin it again once it answers (./hub sync status).");
        }

        // What a process that died had sent may have been done after this one picked up what was done by then.
        var done = await act.DoneAfterCursorAsync(batch with { Cursor = "" });
        var counted = batch with { Outcomes = batch.Outcomes.RemoveRange(done.Select(d => d.Outcome)) };
        counted = counted.With(done.Select(d => d.Outcome));
        if (counted.Done != batch.Done)
        {
            await AuditAsync(batch, act, done);
            await batches.KeepAsync(batch = counted);
        }

        run.Report(batch.Done, batch.Total, batch.Describe());
    }

    // Between the deed and its entry in the audit log, and between that and the cursor, the process may have been killed.
    private async Task AuditAsync(Batch batch, IBatchAct act, IReadOnlyList<BatchResult> done)
    {
        foreach (var result in done)
            await AuditAsync(batch, act, result);
    }

    private async Task<IReadOnlyList<BatchResult>> RunAsync(
        Batch batch, IBatchAct act, IReadOnlyList<BatchItem> page, CancellationToken cancellation)
    {
        var results = new ConcurrentBag<BatchResult>();
        var left = page;
        for (var tries = 1; left.Count > 0; tries++)
        {
            var again = new ConcurrentBag<BatchItem>();
            await Parallel.ForEachAsync(
                left.GroupBy(item => item.Group, StringComparer.Ordinal),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (group, token) =>
                {
                    var waits = false;
                    foreach (var item in group)
                    {
                        // What comes later in the same group would take the place of what has to wait.
                        var result = waits ? null : await act.RunAsync(batch, item, token);
                        waits |= result is { MayPass: true } && tries < Tries;
                        if (waits || result is null)
                        {
                            again.Add(item);
                            continue;
                        }

                        await AuditAsync(batch, act, result);
                        results.Add(result);
                    }
                });
            left = [.. page.Where(again.Contains)];
            if (left.Count > 0)
                await Task.Delay(Backoff.Pause(tries, options.LongestPause), time, cancellation);
        }

        return [.. results];
    }

    private Task AuditAsync(Batch batch, IBatchAct act, BatchResult result) => audit.AppendAsync(
        batch.Actor,
        act.Action,
        result.Id,
        result.Reason is null ? "done" : "refused",
        // No reason of a side, which may be its own words: ./hub sync parked tells it, and ./hub sync conflicts.
        $"{result.Outcome}; one of {batch.Total}{(batch.Reason.Length > 0 ? $"; reason: {batch.Reason}" : "")}",
        (c, t) => BatchStore.NoteAuditedAsync(c, t, batch.Id, result.Id));
}

/// <summary>What a run of a <see cref="BatchJob"/> is given.</summary>
/// <param name="Batch">The batch.</param>
internal sealed record BatchArguments(string Batch);
