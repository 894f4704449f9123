using Hub.Sync.Applying;
using Hub.Sync.Parking;

namespace Hub.Sync.Batches;

/// <summary>Pages through parked changes for the acts on them.</summary>
internal abstract class ParkedAct(ParkedChanges parked)
{
    public async Task<IReadOnlyList<BatchItem>> PageAsync(Batch batch, int limit) =>
        [
            .. (await parked.ListAsync(batch.Search with { Until = batch.MadeAt }, batch.Cursor, limit))
                .Select(p => new BatchItem(p.Id, $"{p.Stream}\n{p.Key}", p.Id)),
        ];

    public async Task<IReadOnlyList<BatchResult>> DoneAfterCursorAsync(Batch batch) =>
        [.. (await parked.SettledByAsync(batch.Id, batch.Cursor)).Select(s => new BatchResult(s.Id, s.Outcome))];
}

/// <summary>Replays many parked changes.</summary>
internal sealed class ReplayingMany(ParkedChanges parked, Replay replay, ServedStreams streams, TimeProvider time)
    : ParkedAct(parked), IBatchAct
{
    public const string Name = "parked-replay";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ParkedChanges _parked = parked;

    public string Job => Name;

    public string Action => "replay";

    public async Task<BatchResult> RunAsync(Batch batch, BatchItem item, CancellationToken cancellation)
    {
        // A process that has just begun, and goes on with the job of one that has ended, applies nothing yet.
        while (!streams.IsOpen)
            await Task.Delay(Pause, time, cancellation);
        var (outcome, reason) = await replay.RunAsync(item.Id, cancellation, batch.Id);
        return outcome switch
        {
            ReplayOutcome.Applied => new BatchResult(item.Id, "applied"),
            ReplayOutcome.Superseded => new BatchResult(item.Id, "superseded"),
            ReplayOutcome.Waiting => new BatchResult(item.Id, "waiting"),
            // An answer may be lost: what became of it stands in the store.
            ReplayOutcome.NotFound => await _parked.FindSettledAsync(item.Id, batch.Id) is { } settled
                ? new BatchResult(item.Id, settled)
                : new BatchResult(item.Id, "not parked any more", "it is not parked any more"),
            ReplayOutcome.Refused => new BatchResult(item.Id, "still parked", reason ?? "refused without a reason"),
            _ => new BatchResult(item.Id, "still parked", reason ?? "a side could not be asked") { MayPass = true },
        };
    }
}

/// <summary>Drops many parked changes.</summary>
internal sealed class DroppingMany(ParkedChanges parked) : ParkedAct(parked), IBatchAct
{
    public const string Name = "parked-drop";

    private readonly ParkedChanges _parked = parked;

    public string Job => Name;

    public string Action => "drop";

    public async Task<BatchResult> RunAsync(Batch batch, BatchItem item, CancellationToken cancellation) =>
        await _parked.DropAsync(item.Id, batch.Id) is null
            ? new BatchResult(item.Id, "not parked any more", "it is not parked any more")
            : new BatchResult(item.Id, "dropped");
}
