using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Changes;

/// <summary>
/// Tries writes: puts each into the system's own form, which tells types, lengths, codes and what is required, and asks the
/// system by the entity's dry run where the plan names one. Nothing is written.
/// </summary>
internal sealed class RehearsedWrites(EntityDefinition entity, MappedCall create, SystemCalls calls) : IRecordWriter
{
    public bool TakesEffect => false;

    public Task<CallOutcome> CreateAsync(
        JsonObject request, string mark, string recordKey, DateTimeOffset? openSince, CancellationToken cancellation) =>
        TryAsync(create, request, cancellation);

    public Task<CallOutcome> UpdateAsync(MappedCall update, JsonObject request, CancellationToken cancellation) =>
        TryAsync(update, request, cancellation);

    // An operation that only checks a record is not asked of one that goes.
    public async Task<CallOutcome> DeleteAsync(MappedCall delete, JsonObject request, CancellationToken cancellation) =>
        entity.DryRun is { Call: null }
            ? await calls.TakeBackAsync(delete, request, cancellation)
            : calls.Prepare(delete, request) ?? (CallOutcome)new Answered(new JsonObject());

    public Task NoteMadeAsync(string mark, string key) => Task.CompletedTask;

    private async Task<CallOutcome> TryAsync(MappedCall write, JsonObject request, CancellationToken cancellation)
    {
        if (entity.DryRun is not { } dryRun)
            return calls.Prepare(write, request) ?? (CallOutcome)new Answered(new JsonObject());
        if (dryRun.Call is null)
            return await calls.TakeBackAsync(write, request, cancellation);
        if (calls.Prepare(write, request) is { } invalid)
            return invalid;
        var outcome = await calls.RunAsync(dryRun.Call, request, strict: false, cancellation);
        return outcome is Answered ? new Answered(new JsonObject()) : outcome;
    }
}
