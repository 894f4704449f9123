using System.Data.Common;
using System.Globalization;
using Hub.Platform.Jobs;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;

namespace Hub.Sync.Checking;

/// <summary>
/// Checks a link's mapping on the live records of each side, page by page with the calls that yield to callers, and goes on after
/// a kill with the page that was not finished.
/// </summary>
internal sealed class LinkCheck(
    CurrentRouting routing, ChangeParties parties, RecordCheck records, CheckStore store, TimeProvider time) : IHubJob
{
    public const string Name = "sync-check";

    private const int PageSize = 100;

    // A side that is down is not asked for every record there is.
    private const int MostSilences = 3;

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var link = run.ReadArguments<CheckArguments>().Link;
        var streams = SyncStream.Of(routing.Snapshot.Plan).Where(s => s.Entity == link && !s.IsCopy).ToList();
        if (streams.Count == 0)
            throw new JobRefusedException($"The plan has no link '{link}'; ./hub sync status lists those it has.");
        var state = run.ReadCheckpoint<CheckState>()
            ?? new CheckState(new CheckReport(link, run.Id, time.GetUtcNow(), null), null);
        var twins = streams.ConvertAll(_ => new KeyTwins());
        while (state.Report.Directions.Count(d => d.IsDone) < streams.Count)
        {
            state = await CheckPageAsync(streams, state, twins, cancellation);
            // First, as it throws where another process has gone on with the run.
            run.SaveCheckpoint(state);
            run.Report(state.Report.Directions.Sum(d => d.Records), total: null, Tell(state.Report));
            await store.KeepAsync(state.Report);
        }

        await store.KeepAsync(state.Report with { EndedAt = time.GetUtcNow() });
    }

    private async Task<CheckState> CheckPageAsync(
        List<SyncStream> streams, CheckState state, List<KeyTwins> twins, CancellationToken cancellation)
    {
        var at = state.Report.Directions.Count(d => d.IsDone);
        var stream = streams[at];
        var report = state.Report;
        var direction = at < report.Directions.Length
            ? report.Directions[at]
            : new CheckedDirection(stream.From, stream.To, 0, 0, IsDone: false, NotChecked: null);
        var (page, why) = await ReadAsync(stream, state.Position, cancellation);
        var (silences, met) = (0, twins[at]);
        foreach (var change in page.Where(c => c.Kind == ChangeKind.Upsert))
        {
            try
            {
                var faults = await records.FindAsync(stream, change, cancellation);
                Count(change.Key, faults);
                silences = 0;
            }
            catch (ChangeTargetUnavailableException e) when (++silences < MostSilences && e.MayBeOfRecord)
            {
                Count(change.Key, [new CheckFault(null, e.Message)]);
            }
            catch (ChangeTargetUnavailableException e)
            {
                why = e.Message;
                break;
            }
        }

        direction = direction with { IsDone = why is not null || page.Count == 0, NotChecked = why };
        return new CheckState(
            report with
            {
                Directions = at < report.Directions.Length
                    ? report.Directions.SetItem(at, direction)
                    : report.Directions.Add(direction),
            },
            direction.IsDone ? null : page[^1].Position);

        // A record that both sides changed is in an outbox twice, once for each origin.
        void Count(string key, IReadOnlyList<CheckFault> found)
        {
            var isFirst = met.IsFirst(key);
            IReadOnlyList<CheckFault> faults = met.Find(key) is { } twin ? [.. found, twin] : found;
            var isFaulty = faults.Count > 0 && met.IsFirstFault(key);
            if (isFaulty)
                report = report.With(stream.From, stream.To, key, faults);
            direction = direction with
            {
                Records = direction.Records + (isFirst ? 1 : 0), Faulty = direction.Faulty + (isFaulty ? 1 : 0),
            };
        }
    }

    private async Task<(IReadOnlyList<Change> Page, string? Why)> ReadAsync(
        SyncStream stream, string? after, CancellationToken cancellation)
    {
        if (parties.FindSource(stream.From, stream.Entity) is not { } source)
            return ([], $"{stream.From} is not registered as a source of {stream.Entity}");
        try
        {
            return (await source.ReadAsync(after, PageSize, cancellation), null);
        }
        catch (ChangeTargetUnavailableException e)
        {
            return ([], e.Message);
        }
        catch (DbException)
        {
            throw;
        }
#pragma warning disable CA1031 // whatever a source throws, it is not known what it has
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return ([], $"{stream.From} cannot be read: {e.GetType().Name}");
        }
    }

    private static string Tell(CheckReport report) => string.Join("; ", report.Directions.Select(d => string.Create(
        CultureInfo.InvariantCulture, $"{d.From}: {d.Records} checked, {d.Faulty} with a fault")));

    private sealed record CheckArguments(string Link);

    /// <param name="Report">What was found.</param>
    /// <param name="Position">Where the direction under way goes on; null for its beginning.</param>
    private sealed record CheckState(CheckReport Report, string? Position);
}
