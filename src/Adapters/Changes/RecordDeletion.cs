using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Changes;

/// <summary>
/// Deletes a record as the comparison decides. It is read first: what is gone is deleted already, and what was changed since both
/// sides agreed is not deleted unseen. Where the deletion needs the version that was read, both are of one reading.
/// </summary>
internal sealed class RecordDeletion(EntityDefinition entity, MappedCall create, SystemCalls calls)
{
    // Somebody else's changes, one after the other; who is still overtaken then comes back later.
    private const int MostAttempts = 5;

    private readonly RecordTerms _terms = new(entity, create);

    /// <param name="key">The record's key here.</param>
    /// <param name="comparison">Decides, anew after each time somebody else was quicker.</param>
    /// <param name="writer">Makes the deletion.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ChangeTargetUnavailableException">The system cannot be reached or did not answer.</exception>
    public async Task<ApplyResult> ApplyAsync(
        string key, RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (result, conflict) = await TryAsync(key, comparison, writer, cancellation);
            if (result is not null)
                return result;
            if (attempt == MostAttempts)
                throw CallFailures.Unavailable(calls.System, conflict!);
        }
    }

    /// <returns>No result when somebody changed the record in between.</returns>
    private async Task<(ApplyResult? Result, CallOutcome? Conflict)> TryAsync(
        string key, RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        var isVersioned = entity.Delete?.Current is not null;
        if ((entity.Delete?.Current ?? entity.Get) is not { } get)
            return (Refuse(
                entity.Delete is null ? "is not told of deletions" : "a deletion cannot be compared without 'get'"), null);
        var outcome = await calls.RunAsync(get, new JsonObject { ["key"] = key }, strict: false, cancellation);
        if (outcome is Refused { Status: StatusCodes.Status404NotFound })
        {
            comparison.Decide(current: null, version: null);
            return (Unchanged(key), null);
        }

        if (outcome is Refused { Status: < 500 } or RequestInvalid)
            return (Refuse(CallFailures.Describe(outcome)), null);
        if (outcome is not Answered { Content: var answer })
            throw CallFailures.Unavailable(calls.System, outcome);
        var current = isVersioned ? answer[MappedCall.CurrentContent] as JsonObject ?? [] : answer;
        comparison.ChangedAt = isVersioned ? ChangeTime.Read(answer) : null;
        // Named, so that a change up to it which was read before the deletion does not make the record again.
        var version = isVersioned ? RecordUpdate.VersionOf(answer) : null;
        if (comparison.Decide(_terms.AsSeen(null, comparison.Agreed, current), version).Act != TargetAct.Delete)
            return (Unchanged(key), null);
        if (entity.Delete is not { } delete)
            return (Refuse(
                "is not told of deletions, as the plan has no 'delete' for it: delete the record there, and replay this"), null);
        var request = new JsonObject { ["key"] = key };
        if (isVersioned)
            request[MappedCall.CurrentSource] = answer.DeepClone();
        outcome = await writer.DeleteAsync(delete, request, cancellation);
        return outcome switch
        {
            Answered => (new ApplyResult(ApplyOutcome.Applied, key), null),
            Refused { Status: StatusCodes.Status404NotFound } => (Unchanged(key), null),
            Refused { Status: StatusCodes.Status409Conflict } when isVersioned => (null, outcome),
            RequestInvalid or Refused { Status: < 500 } => (Refuse(CallFailures.Describe(outcome)), null),
            // It may be gone: the next attempt reads it first.
            _ => throw CallFailures.Unavailable(calls.System, outcome),
        };
    }

    private static ApplyResult Unchanged(string key) => new(ApplyOutcome.AlreadyApplied, key);

    private ApplyResult Refuse(string reason) => new(ApplyOutcome.Refused, null, $"{calls.System}: {reason}");
}
