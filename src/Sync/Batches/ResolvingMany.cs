using Hub.Sync.Conflicts;
using Hub.Sync.Resolving;

namespace Hub.Sync.Batches;

/// <summary>Resolves many conflicts with one side's values.</summary>
internal sealed class ResolvingMany(ConflictStore conflicts, ConflictResolution resolution) : IBatchAct
{
    public const string Name = "conflicts-resolve";

    public string Job => Name;

    public string Action => "resolve";

    public async Task<IReadOnlyList<BatchItem>> PageAsync(Batch batch, int limit) =>
        [
            .. (await conflicts.ListAsync(batch.Search with { Until = batch.MadeAt }, ConflictCursor.Parse(batch.Cursor), limit))
                .Select(c => new BatchItem(c.Id, $"{c.Pair}", ConflictCursor.Of(c).ToString())),
        ];

    public async Task<IReadOnlyList<BatchResult>> DoneAfterCursorAsync(Batch batch) =>
        [
            .. (await conflicts.ResolvedByAsync(batch.Id, ConflictCursor.Parse(batch.Cursor)))
                .Select(id => new BatchResult(id, batch.Use!)),
        ];

    public async Task<BatchResult> RunAsync(Batch batch, BatchItem item, CancellationToken cancellation)
    {
        var request = new ResolveRequest(batch.Use!, null, batch.Reason);
        var (outcome, reason) = await resolution.RunAsync(item.Id, request, cancellation, batch.Id);
        return outcome switch
        {
            ResolveOutcome.Resolved => new BatchResult(item.Id, batch.Use!),
            ResolveOutcome.NotFound => new BatchResult(item.Id, "resolved before", "somebody else has resolved it"),
            ResolveOutcome.Unavailable => new BatchResult(item.Id, "unresolved", reason ?? "a side could not be asked")
            {
                MayPass = true,
            },
            _ => new BatchResult(item.Id, "unresolved", reason ?? "it was refused without a reason"),
        };
    }
}
