using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Changes;

/// <summary>Makes writes at the system, and remembers the records whose making ended in doubt.</summary>
internal sealed class SentWrites(EntityDefinition entity, MappedCall create, SystemCalls calls, UnsettledCreates unsettled)
    : IRecordWriter
{
    public bool TakesEffect => true;

    public async Task<CallOutcome> CreateAsync(
        JsonObject request, string mark, string recordKey, DateTimeOffset? openSince, CancellationToken cancellation)
    {
        if (!await unsettled.TryOpenAsync(calls.System, entity.Name, mark, recordKey, openSince))
            throw new ChangeTargetUnavailableException($"another node is sending {mark} to {calls.System}");
        var outcome = await calls.RunAsync(create, request, strict: false, cancellation);
        var made = outcome is Answered { Content: var answer } ? entity.KeyOf(answer) : null;
        if (outcome is Answered && made is null)
            outcome = new InDoubt(InDoubtCause.Unusable, "an answer without the new record's key");
        // Still open: from here on the time runs that the system may need to finish.
        await (made is not null ? NoteMadeAsync(mark, made)
            : outcome is InDoubt ? unsettled.KeepOpenAsync(calls.System, entity.Name, mark)
            : unsettled.SettleAsync(calls.System, entity.Name, mark));
        return outcome;
    }

    public Task<CallOutcome> UpdateAsync(MappedCall update, JsonObject request, CancellationToken cancellation) =>
        calls.RunAsync(update, request, strict: false, cancellation);

    public Task<CallOutcome> DeleteAsync(MappedCall delete, JsonObject request, CancellationToken cancellation) =>
        calls.RunAsync(delete, request, strict: false, cancellation);

    public Task NoteMadeAsync(string mark, string key) => unsettled.MakeAsync(calls.System, entity.Name, mark, key);
}
