using System.Globalization;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.Sync.Applying;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Compares both sides of a link, and each of its copies with the legacy side: the records that were changed since the last
/// comparison where that suffices, else all. A run that was interrupted begins anew: half a comparison says nothing. By the clock
/// it compares what the plan wants compared by now.
/// </summary>
internal sealed class ReconcileJob(
    Reconciliation whole, ChangesReconciliation changes, ReconcileStore store, CurrentRouting routing,
    ChangeParties parties, ServedStreams served, AuditLog audit, SyncOptions options, TimeProvider time) : IHubJob
{
    public const string Name = "reconcile";

    /// <summary>Who the audit log says began a comparison that the plan asked for.</summary>
    public const string ByThePlan = "the plan";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        await AwaitSidesAsync(cancellation);
        if (run.HasArguments)
        {
            var asked = run.ReadArguments<ReconcileArguments>();
            await RunAsync(run, asked.Link, asked.Actor, StreamsOf(asked.Link).Select(s => (s, asked.Whole)), cancellation);
            return;
        }

        var (due, refused) = (await DueAsync(), new List<string>());
        foreach (var link in due)
            try
            {
                await RunAsync(run, link.Key, ByThePlan, link, cancellation);
            }
            catch (JobRefusedException e)
            {
                // The others are due as well.
                refused.Add(e.Message);
            }

        if (refused.Count > 0)
            throw new JobRefusedException(string.Join(' ', refused));
        if (due.Count == 0)
            run.Report(0, 0, "no link is due");
    }

    // A process that has just begun, and goes on with the run of one that has ended, may not know the sides yet.
    private async Task AwaitSidesAsync(CancellationToken cancellation)
    {
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < options.ReconcilePatience;)
        {
            if (routing.IsLoaded && served.IsOpen
                && SyncStream.Of(routing.Snapshot.Plan).All(s => parties.FindSource(s.From, s.Entity) is not null))
                return;
            await Task.Delay(Look, time, cancellation);
        }
    }

    private async Task RunAsync(
        JobRun run, string link, string actor, IEnumerable<(SyncStream Stream, bool Whole)> streams,
        CancellationToken cancellation)
    {
        if (StreamsOf(link).Count == 0)
            throw new JobRefusedException($"The plan has no link '{link}' any more; ./hub sync status lists those it has.");
        var told = new List<string>();
        foreach (var (stream, isWhole) in streams)
            try
            {
                var result = await CompareAsync(run, stream, isWhole, cancellation);
                await store.KeepAsync(result);
                told.Add(Tell(result, time.GetUtcNow()));
                await audit.AppendAsync(actor, "reconcile", stream.Id, "done", Tell(result, time.GetUtcNow()));
            }
            catch (ChangeTargetUnavailableException e)
            {
                throw new JobRefusedException(
                    $"{stream.Id} was not compared: {Spelling.EndSentence(e.Message)} Nothing was called drift, and the last "
                    + "comparison stays.",
                    e);
            }

        run.Report(1, 1, string.Join("; ", told));
    }

    private async Task<ReconcileResult> CompareAsync(
        JobRun run, SyncStream stream, bool isWhole, CancellationToken cancellation)
    {
        var last = (await store.ListAsync()).GetValueOrDefault(stream.Id);
        var (known, reported) = (last?.Compared * 2, time.GetTimestamp());
        if (!isWhole && changes.Suffices(stream, last)
            && await changes.RunAsync(stream, last, Report, cancellation) is { } result)
            return result;
        return await whole.RunAsync(stream, Report, cancellation);

        void Report(long done, long? total, string text)
        {
            if (time.GetElapsedTime(reported) < TimeSpan.FromMilliseconds(500))
                return;
            // Throws where the run was cancelled.
            run.Report(done, total ?? (known > done ? known : null), $"{stream.Entity}: {text}");
            reported = time.GetTimestamp();
        }
    }

    // By link: which of its directions, and whether all of their records.
    private async Task<ILookup<string, (SyncStream Stream, bool Whole)>> DueAsync()
    {
        var (last, now) = (await store.ListAsync(), time.GetUtcNow());
        return routing.Snapshot.Plan.Capabilities.Select(c => c.Link).OfType<LinkPlan>()
            .Where(l => l.Reconcile > TimeSpan.Zero)
            .SelectMany(l => StreamsOf(l.Entity).Select(s => (Link: l, Stream: s, Last: last.GetValueOrDefault(s.Id))))
            .Select(s => (s.Stream, Whole: now - (s.Last?.WholeAt ?? s.Last?.At ?? DateTimeOffset.MinValue) >= s.Link.Reconcile,
                Changed: s.Link.ReconcileChanged > TimeSpan.Zero && now - s.Last?.At >= s.Link.ReconcileChanged
                    && changes.Suffices(s.Stream, s.Last)))
            .Where(s => s.Whole || s.Changed)
            .ToLookup(s => s.Stream.Entity, s => (s.Stream, s.Whole), StringComparer.Ordinal);
    }

    private List<SyncStream> StreamsOf(string link) =>
        [.. SyncStream.Of(routing.Snapshot.Plan).Where(s => s.Entity == link && s.Origin == Side.Legacy)];

    private static string Tell(ReconcileResult result, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Other}: {CountOf(result)} compared with {result.Legacy}, ")
        + Verification.Of(result, now).Text;

    private static string CountOf(ReconcileResult result) =>
        result.Changed is { } changed ? Counted.Of(changed, "changed record") : Counted.Of(result.Compared, "record");
}

/// <summary>What a run of a <see cref="ReconcileJob"/> is given.</summary>
/// <param name="Link">The link.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Whole">Whether all records are compared, also where those would do that were changed.</param>
internal sealed record ReconcileArguments(string Link, string Actor, bool Whole = false);
