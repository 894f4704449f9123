using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.ServiceKit.Changes;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Changes;

/// <summary>
/// Changes of a database that names the records which changed: by triggers that fill a journal, or by a replication slot. Once
/// all records were listed, only those are read that the journal names. What a
/// transaction that is still open will add is not passed by: the place that is kept stays before it, and what is committed
/// behind that place is read at once, and remembered for not being read again. Where the journal has lost its place
/// (a trigger was away, rows were deleted) all records are listed once more, as at the beginning.
/// </summary>
internal sealed partial class JournalChangeSource(
    EntityDefinition entity, SnapshotFeed feed, SystemCalls calls, IJournal journal, Snapshots snapshots, Journals journals,
    JournalSizes sizes, TimeProvider time, ILogger<JournalChangeSource> log)
    : IChangeSource, IRecordListing, IDisposable
{
    /// <summary>How many rows behind an open transaction's are read at most.</summary>
    internal const int MostAhead = 50_000;

    private const int PageSize = 500;

    // How long it is told why all records were read again, which is over soon where there are few.
    private static readonly TimeSpan Told = TimeSpan.FromMinutes(10);

    private readonly JournaledRecords _records = new(entity, feed.Journal!, calls, snapshots);
    private readonly JournalPruning _pruning = new(calls.System, journal, sizes, time, log);
    private readonly JournalHorizon _horizon = new(journal, time);
    private readonly string _reader = journals.NewReader();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HashSet<JournalPlace> _ahead = [];
    private SnapshotScan? _scan;
    private JournalRound? _round;
    private long _begun;
    private bool _shapeIsKept;
    private string? _hidden;
    private (string Reason, DateTimeOffset At)? _lost;

    private enum Step
    {
        /// <summary>There is more to read.</summary>
        More,

        /// <summary>All was read that there was when the round began.</summary>
        Ended,

        /// <summary>Nothing can be read just now.</summary>
        Blocked,
    }

    public CaptureReport? Report { get; private set; }

    public Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation) =>
        Unwrap(ReadAsync(after, limit, toEnd: false, cancellation));

    public Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation) => ReadAsync(after, limit, toEnd: true, cancellation);

    public Task WaitAsync(CancellationToken cancellation) => journal.WaitAsync(feed.Every, time, cancellation);

    public IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync(CancellationToken cancellation) =>
        new SnapshotPages(entity, feed, calls).ListAsync(cancellation);

    public bool IsTooManyMissing(long missing, long known) => feed.Deletes.IsExceededBy(missing, known);

    public Task<long> AllowDeletionsAsync() => snapshots.AllowAsync(calls.System, entity.Name);

    public void Dispose() => _turn.Dispose();

    private static async Task<IReadOnlyList<Change>> Unwrap(Task<(IReadOnlyList<Change> Changes, bool IsAll)> reading) =>
        (await reading).Changes;

    private async Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadAsync(
        string? after, int limit, bool toEnd, CancellationToken cancellation)
    {
        var from = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;
        // A round under way has passed what is committed behind it: all that there is now tells only one begun now.
        var (before, isAll) = (Volatile.Read(ref _begun), false);
        while (true)
        {
            var changes = await snapshots.ReadAsync(calls.System, entity.Name, from, limit);
            if (isAll || changes.Count == limit || (changes.Count > 0 && !toEnd))
                return ([.. changes.Select(c => c.ToChange())], isAll && changes.Count < limit);
            var (step, round) = await AdvanceAsync(toEnd, cancellation);
            if (step == Step.Blocked)
            {
                changes = await snapshots.ReadAsync(calls.System, entity.Name, from, limit);
                return ([.. changes.Select(c => c.ToChange())], false);
            }

            isAll = step == Step.Ended && round > before;
        }
    }

    private async Task<(Step Step, long Round)> AdvanceAsync(bool toEnd, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var state = await journals.FindAsync(calls.System, entity.Name);
            if (journals.IsFilledElsewhere(state))
                return (Step.Blocked, 0);
            if (_scan is { } scan)
                await FillAsync(scan, cancellation);
            else if (await BeginRoundAsync(state, toEnd, cancellation))
                return (await ReadPageAsync(state!, cancellation), _begun);
            return (Step.More, 0);
        }
        catch (SqlFailedException e)
        {
            throw new ChangeTargetUnavailableException(
                $"{calls.System}: {journal.Name} of {entity.Name} cannot be read: {e.Message}");
        }
        catch (JournalMisfitException e)
        {
            throw new ChangeTargetUnavailableException($"{calls.System}: {journal.Name} of {entity.Name}: {e.Message}");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>Whether the journal can be read; else all records are listed first.</returns>
    private async Task<bool> BeginRoundAsync(JournalState? state, bool toEnd, CancellationToken cancellation)
    {
        if (_round is not null && state is { State: JournalState.Reading } && state.Turn == _round.Turn)
            return true;
        _round = null;
        var inspection = await journal.InspectAsync(removing: false, cancellation);
        _hidden = inspection.Facts.FindHidden(journal.Shape);
        if (inspection.Missing.Count > 0)
            await RefuseAsync(state, inspection);
        if (!_shapeIsKept && !await journal.KeepShapeAsync())
            await journals.KeepShapeAsync(calls.System, journal.Shape);
        _shapeIsKept = true;
        var lost = state is null ? null
            : state.State != JournalState.Reading ? state.Reason
            : inspection.Differs(state.Signature)
                ? journal.Lost
            : null;
        if (state is { State: JournalState.Reading } && lost is null)
        {
            var head = await journal.HeadAsync(state.Anchor, toEnd, cancellation);
            if (head.IsAnchored)
            {
                if (state.Signature != inspection.Signature)
                    await journals.KeepSignatureAsync(calls.System, entity.Name, inspection.Signature);
                _round = new JournalRound(head.Horizon, head.IsWhole, state.Turn, state.Passed);
                Volatile.Write(ref _begun, _begun + 1);
                return true;
            }

            lost = "rows that were not read yet may have been deleted from the journal, by somebody or by another hub that reads "
                + "it (only one may), or the database was restored from a backup";
        }

        await BeginFillAsync(inspection, lost, cancellation);
        return false;
    }

    private async Task RefuseAsync(JournalState? state, JournalInspection inspection)
    {
        var missing = string.Join(", ", inspection.Missing.Select(m => m.Name));
        if (state is not null && state.State != JournalState.Lost)
        {
            await journals.LoseAsync(calls.System, entity.Name, $"{missing} was missing or changed");
            LogLost(log, calls.System, entity.Name, missing);
        }

        throw new ChangeTargetUnavailableException(inspection.There.Count == 0
            ? $"{calls.System}: {journal.Name} of {entity.Name} is not installed{(state is null ? "" : " any more")}. "
                + $"./hub sync install {entity.Name} shows the statements it takes and runs them after a yes; "
                + (state is null ? "the stream then goes on by itself"
                    : $"then all {entity.Name} are read once more by themselves, as changes meanwhile are told by nobody")
            : $"{calls.System}: of {journal.Name} of {entity.Name} is missing, or not as it was made: {missing}. Changes "
                + $"meanwhile are not in it. ./hub sync install {entity.Name} makes it again; then all {entity.Name} are read "
                + "once more by themselves");
    }

    private async Task BeginFillAsync(JournalInspection inspection, string? reason, CancellationToken cancellation)
    {
        var begun = await journal.BeginAsync(cancellation);
        if (!await journals.BeginFillAsync(calls.System, entity.Name, _reader, inspection.Signature, begun, reason))
            return;
        _scan = new SnapshotScan(
            entity, feed, calls, snapshots, journals.Filling(calls.System, entity.Name, _reader));
        if (reason is null)
            return;
        _lost = (reason, time.GetUtcNow());
        Report = Tell($"reads all {entity.Name} again: {reason}");
        LogFilling(log, calls.System, entity.Name, reason);
    }

    private async Task FillAsync(SnapshotScan scan, CancellationToken cancellation)
    {
        // One that fails is begun anew.
        _scan = null;
        await journals.RenewFillAsync(calls.System, entity.Name, _reader);
        await scan.AdvanceAsync(cancellation);
        if (!scan.Ended)
        {
            _scan = scan;
            return;
        }

        await journals.EndFillAsync(calls.System, entity.Name, _reader);
        Report = Tell(ReadAgain());
    }

    private async Task<Step> ReadPageAsync(JournalState state, CancellationToken cancellation)
    {
        var round = _round!;
        _round = null;
        var rows = await journal.ReadAsync(round.Cursor, PageSize, feed.Journal!.Key, cancellation);
        var fresh = rows.Where(r => !_ahead.Contains(r.Place)).ToList();
        var (seen, gone) = await _records.ReadAsync(fresh, cancellation);
        var passed = rows.LastOrDefault(r => r.Place.Number < round.Horizon)?.Place;
        if (passed is not null || seen.Count + gone.Count > 0)
        {
            await snapshots.KeepAsync(
                calls.System, entity.Name, seen, gone,
                Journals.Advancing(calls.System, entity.Name, state, passed ?? state.Passed, passed ?? state.Anchor));
            round = round with { Turn = state.Turn + 1 };
        }

        if (passed is not null && _ahead.Count > 0)
            _ahead.RemoveWhere(p => p.Number < passed.Number);
        _ahead.UnionWith(rows.Select(r => r.Place).Where(p => p.Number >= round.Horizon));
        if (fresh.Exists(r => r.Kind == JournalKind.Truncated))
        {
            await journals.LoseAsync(calls.System, entity.Name, "a table was truncated");
            return Step.More;
        }

        var isAhead = _ahead.Count >= MostAhead;
        if (rows.Count == PageSize && !isAhead)
        {
            _round = round with { Cursor = rows[^1].Place };
            return Step.More;
        }

        _pruning.Begin(passed ?? state.Passed, passed ?? state.Anchor);
        var oldest = await _horizon.FindStandingAsync(round.Horizon, _ahead.Count > 0, isAhead, cancellation);
        Report = Tell(oldest is null ? _pruning.Problem ?? ReadAgain() ?? _hidden : Ahead(oldest, isAhead));
        return isAhead || !round.IsWhole ? Step.Blocked : Step.Ended;
    }

    private CaptureReport Tell(string? notice) =>
        new(notice ?? journal.Notice, _pruning.Rows) { RetainedBytes = journal.RetainedBytes };

    private string? ReadAgain() => _lost is { } lost && time.GetUtcNow() - lost.At < Told
        ? string.Create(
            CultureInfo.InvariantCulture, $"all {entity.Name} were read again at {lost.At:HH:mm:ss} UTC: {lost.Reason}")
        : null;

    private string Ahead(string oldest, bool isAhead) => isAhead
        ? $"{calls.System} has an old transaction open ({oldest}), and more than {MostAhead} changes of {entity.Name} since: "
            + "those behind them are read once it has ended"
        : $"{calls.System} has an old transaction open ({oldest}): changes of {entity.Name} since are read and cannot be deleted "
            + $"from {journal.Shape.Name}, and no more than {MostAhead} of them are remembered. Commit it or roll it back";

    [LoggerMessage(LogLevel.Error, "{System}: of what captures {Entity} is missing or changed: {Missing}")]
    private static partial void LogLost(ILogger log, string system, string entity, string missing);

    [LoggerMessage(LogLevel.Warning, "{System}: all {Entity} are read again: {Reason}")]
    private static partial void LogFilling(ILogger log, string system, string entity, string reason);

    /// <summary>One way through the rows that are not passed yet.</summary>
    /// <param name="Horizon">The number below which nothing is added any more, as of its beginning.</param>
    /// <param name="IsWhole">Whether the rows have all that was committed at its beginning.</param>
    /// <param name="Turn">The state of the journal's reading that it goes on from.</param>
    /// <param name="Cursor">How far it has come.</param>
    private sealed record JournalRound(long Horizon, bool IsWhole, long Turn, JournalPlace Cursor);
}
