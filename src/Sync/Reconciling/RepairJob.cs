using System.Globalization;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Repairs the records that the last comparison of a link found to drift, one by one. Each that is done leaves the list together
/// with its entry in the audit log, so that a run that was interrupted goes on with those that are left.
/// </summary>
internal sealed class RepairJob(
    Repair repair, ReconcileStore store, ChangeParties parties, CurrentRouting routing, AuditLog audit) : IHubJob
{
    public const string Name = "reconcile-repair";
    private const int PageSize = 100;

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var asked = run.ReadArguments<RepairArguments>();
        var (done, left) = (0, 0);
        foreach (var stream in SyncStream.Of(routing.Snapshot.Plan).Where(s => s.Entity == asked.Link && s.Origin == Side.Legacy))
        {
            var legacy = ComparedSide.Of(parties, stream, stream.From);
            var other = ComparedSide.Of(parties, stream, stream.To);
            for (var after = 0L;
                 await store.RecordsAsync(stream.Id, after, PageSize) is { Count: > 0 } page;
                 after = page[^1].Number)
                foreach (var (number, record) in page)
                {
                    if (await RunAsync(asked, stream, legacy, other, number, record, cancellation))
                        done++;
                    else
                        left++;
                    // Throws where the run was cancelled.
                    run.Report(done + left, null, Tell(done, left));
                }
        }

        run.Report(done + left, done + left, Tell(done, left));
    }

    private async Task<bool> RunAsync(
        RepairArguments asked, SyncStream stream, ComparedSide legacy, ComparedSide other, long number, DriftedRecord record,
        CancellationToken cancellation)
    {
        string? left;
        var side = repair.StepOf(stream, record).At;
        try
        {
            left = await repair.RunAsync(stream, legacy, other, record, cancellation);
        }
        catch (ChangeTargetUnavailableException e)
        {
            throw new JobRefusedException(
                $"Stopped at {record.Key}: {Spelling.EndSentence(e.Message)} What was repaired stays; repair again then.",
                e);
        }

        var fields = record.Fields.Length > 0 ? string.Join(", ", record.Fields.Select(f => f.Path)) : record.Kind;
        // Why it was left may be a system's own words: ./hub sync reconcile shows them, and the audit log keeps none.
        var detail = $"{side}: {fields}{(left is null ? "" : "; left as it was")}; reason: {asked.Reason}";
        if (left is null)
            await audit.AppendAsync(
                asked.Actor, "repair", $"{stream.Entity} {record.Key}", "done", detail,
                (c, t) => ReconcileStore.SettleAsync(c, t, stream.Id, number));
        else
        {
            await store.LeaveAsync(stream.Id, number, record with { Left = left });
            await audit.AppendAsync(asked.Actor, "repair", $"{stream.Entity} {record.Key}", "refused", detail);
        }

        return left is null;
    }

    private static string Tell(int done, int left) =>
        string.Create(CultureInfo.InvariantCulture, $"{done} repaired{(left > 0 ? $", {left} left as they were" : "")}");
}

/// <summary>What a run of a <see cref="RepairJob"/> is given.</summary>
/// <param name="Link">The link.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Reason">Why.</param>
internal sealed record RepairArguments(string Link, string Actor, string Reason);
