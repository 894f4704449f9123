using System.Globalization;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.Sync.Applying;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Compares both sides of a link, and each of its copies with the legacy side. A run that was interrupted begins anew: half a
/// comparison says nothing. By the clock it compares the links that the plan wants compared by now.
/// </summary>
internal sealed class ReconcileJob(
    Reconciliation reconciliation, ReconcileStore store, CurrentRouting routing, ChangeParties parties, ServedStreams served,
    AuditLog audit, SyncOptions options, TimeProvider time) : IHubJob
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
            await RunAsync(run, asked.Link, asked.Actor, cancellation);
            return;
        }

        var (due, refused) = (await DueAsync(), new List<string>());
        foreach (var link in due)
            try
            {
                await RunAsync(run, link, ByThePlan, cancellation);
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

    private async Task RunAsync(JobRun run, string link, string actor, CancellationToken cancellation)
    {
        var streams = StreamsOf(link);
        if (streams.Count == 0)
            throw new JobRefusedException($"The plan has no link '{link}' any more; ./hub sync status lists those it has.");
        var told = new List<string>();
        foreach (var stream in streams)
            try
            {
                var known = (await store.ListAsync()).GetValueOrDefault(stream.Id)?.Compared * 2;
                var reported = time.GetTimestamp();
                var result = await reconciliation.RunAsync(
                    stream,
                    (done, text) =>
                    {
                        if (time.GetElapsedTime(reported) < TimeSpan.FromMilliseconds(500))
                            return;
                        // Throws where the run was cancelled.
                        run.Report(done, known > done ? known : null, $"{link}: {text}");
                        reported = time.GetTimestamp();
                    },
                    cancellation);
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

    private async Task<List<string>> DueAsync()
    {
        var last = await store.ListAsync();
        return
        [
            .. routing.Snapshot.Plan.Capabilities.Select(c => c.Link)
                .Where(l => l is { Reconcile.Ticks: > 0 } && StreamsOf(l.Entity).Any(s =>
                    last.GetValueOrDefault(s.Id) is not { } result || time.GetUtcNow() - result.At >= l.Reconcile))
                .Select(l => l!.Entity),
        ];
    }

    private List<SyncStream> StreamsOf(string link) =>
        [.. SyncStream.Of(routing.Snapshot.Plan).Where(s => s.Entity == link && s.Origin == Side.Legacy)];

    private static string Tell(ReconcileResult result, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Other}: {Counted.Of(result.Compared, "record")} compared with {result.Legacy}, ")
        + Verification.Of(result, now).Text;
}

/// <summary>What a run of a <see cref="ReconcileJob"/> is given.</summary>
/// <param name="Link">The link.</param>
/// <param name="Actor">Who asked for it.</param>
internal sealed record ReconcileArguments(string Link, string Actor);
