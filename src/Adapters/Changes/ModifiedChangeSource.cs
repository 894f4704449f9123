using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Changes;

/// <summary>
/// Changes of a system that tells what was modified since a time, by time stamps of its own. Each reading goes back by
/// the overlap, as a record may appear later than its stamp says; between readings all is swept, page by page, as a
/// clock may have been set back. What was seen is kept in the hub's store, told once and read from there, as often as
/// anybody asks. The hub's own clock is never compared with the system's.
/// </summary>
internal sealed class ModifiedChangeSource(
    EntityDefinition entity, ModifiedFeed feed, SystemCalls calls, Modifications seen, TimeProvider time)
    : IChangeSource, IRecordListing, IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private Reading? _current;
    private ModifiedReading? _sweep;
    private long? _sweptAt;
    private string? _gap;
    private long _begun;

    public CaptureReport? Report { get; private set; }

    public async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation) =>
        (await ReadAsync(after, limit, toEnd: false, cancellation)).Changes;

    public Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation) => ReadAsync(after, limit, toEnd: true, cancellation);

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(feed.Poll, time, cancellation);

    public async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<ModifiedRecord> page = [];
        var reading = new ModifiedReading(entity, feed, calls, feed.Start, (_, records) =>
        {
            page = records;
            return Task.CompletedTask;
        });
        while (!reading.Ended)
        {
            page = [];
            await reading.AdvanceAsync(cancellation);
            if (reading.Gap is { } gap)
                throw new ChangeTargetUnavailableException(gap);
            yield return
            [
                .. page.Where(r => !r.IsDeleted).Select(r => r.Fault is null
                    ? new ListedRecord(r.Key, JsonNode.Parse(r.Content)!.AsObject())
                    : new ListedRecord(r.Key, null) { Fault = r.Fault }),
            ];
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task KeepAsync(DateTimeOffset last, IReadOnlyList<ModifiedRecord> page)
    {
        var state = await seen.FeedAsync(calls.System, entity.Name);
        var stamps = await seen.PutAsync(calls.System, entity.Name, Microseconds.Of(last), page);
        if (stamps.Count > 0 && state.SetBackUntil is { } until && stamps.Max() > until)
            await seen.GoOnAsync(calls.System, entity.Name, stamps.Max());
    }

    // What only a sweep finds, and is stamped before the readings begin, was stamped by a clock that was set back, or committed
    // later than the overlap allows. What follows would be found by sweeps only, too.
    private async Task KeepSweptAsync(DateTimeOffset last, IReadOnlyList<ModifiedRecord> page)
    {
        var state = await seen.FeedAsync(calls.System, entity.Name);
        var stamps = await seen.PutAsync(calls.System, entity.Name, Microseconds.Of(last), page);
        if (state.ReadFrom is not null && stamps.Where(s => s < BeginningOf(state)).ToList() is { Count: > 0 } early)
            await seen.SetBackAsync(calls.System, entity.Name, early.Min());
    }

    private long BeginningOf(ModificationFeed state) =>
        Math.Min(state.ReadFrom ?? long.MaxValue, state.SetBack ?? long.MaxValue)
        - (feed.Overlap.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <returns>The number of the reading that came to its end, or 0.</returns>
    private async Task<long> AdvanceAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            var (pages, known) = _current ??= await BeginAsync();
            await pages.AdvanceAsync(cancellation);
            if (!pages.Ended)
                return 0;
            await EndAsync(pages, known);
            await SweepAsync(cancellation);
            return _begun;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<Reading> BeginAsync()
    {
        var state = await seen.FeedAsync(calls.System, entity.Name);
        if (state.ReadFrom is null)
            _sweptAt = time.GetTimestamp();
        Report = state is { SetBack: { } back, SetBackUntil: { } until }
            ? new CaptureReport(TellSetBack(back, until), null)
            : null;
        var from = state.ReadFrom is not null && BeginningOf(state) > Microseconds.Of(feed.Start)
            ? Microseconds.ToTime(BeginningOf(state))
            : feed.Start;
        Volatile.Write(ref _begun, _begun + 1);
        return new Reading(new ModifiedReading(entity, feed, calls, from, KeepAsync), state.Newest);
    }

    private string TellSetBack(long back, long until) =>
        $"{calls.System} told of {entity.Name} with the time stamp {ModifiedReading.Show(Microseconds.ToTime(back))} once "
        + $"{ModifiedReading.Show(Microseconds.ToTime(until))} was read: its clock was set back, or a transaction was open for "
        + "longer than 'overlap' says. From that stamp on nothing is missed, as each reading begins there until its stamps are "
        + "later than those before; what is stamped still earlier is found by the sweep";

    // Whatever was not yet to be seen when this reading began is stamped no earlier than the overlap before that time.
    private async Task EndAsync(ModifiedReading pages, long? known)
    {
        var first = pages.First is { } stamp ? Microseconds.Of(stamp) : (long?)null;
        if ((first > known ? first : known ?? first) is { } from)
            await seen.EndAsync(calls.System, entity.Name, from);
        _current = null;
        _gap ??= pages.Gap;
    }

    private async Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadAsync(
        string? after, int limit, bool toEnd, CancellationToken cancellation)
    {
        var from = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;
        // A reading under way has passed what is committed behind it: all that there is now tells only one begun now.
        var (before, ended) = (Volatile.Read(ref _begun), 0L);
        while (true)
        {
            var changes = await seen.ReadAsync(calls.System, entity.Name, from, limit);
            if (changes.Count == 0 && ended > before && _gap is { } gap)
                throw new ChangeTargetUnavailableException(gap);
            if (ended > before || changes.Count == limit || (changes.Count > 0 && !toEnd))
                return ([.. changes.Select(Show)], ended > before && changes.Count < limit);
            ended = await AdvanceAsync(cancellation);
        }
    }

    // One page each time: what is new must not wait behind what is old.
    private async Task SweepAsync(CancellationToken cancellation)
    {
        if (_sweep is null && (_sweptAt is null || time.GetElapsedTime(_sweptAt.Value) >= feed.Sweep))
            _sweep = new ModifiedReading(entity, feed, calls, feed.Start, KeepSweptAsync);
        if (_sweep is null)
            return;
        await _sweep.AdvanceAsync(cancellation);
        if (_sweep.Ended)
            (_gap, _sweep, _sweptAt) = (_sweep.Gap, null, time.GetTimestamp());
    }

    private static Change Show(Modification change) => new(
        change.RecordKey,
        change.Cohort,
        change.Version,
        change.Sequence.ToString(CultureInfo.InvariantCulture),
        Side.Legacy,
        change.Deleted == 1 ? ChangeKind.Delete : ChangeKind.Upsert,
        change.Reference,
        change is { Fault: null, Deleted: 0 } ? JsonNode.Parse(change.Content)!.AsObject() : null)
    {
        Fault = change.Fault,
        ChangedAt = change.ModifiedAt is { } at ? Microseconds.ToTime(at) : null,
    };

    private sealed record Reading(ModifiedReading Pages, long? Known);
}
