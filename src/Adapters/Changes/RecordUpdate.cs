using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Changes;

/// <summary>
/// Brings a record that exists up to date. It is compared first, in the fields that can be written at all: a system
/// that does as told may be told again, and one that cannot be told must not be asked for what it already has. Where
/// an update needs the version that was read, what is compared and what the version is of are one reading; without versions
/// the record is read again afterwards.
/// </summary>
internal sealed class RecordUpdate(
    EntityDefinition entity, MappedCall create, RecordDeletion deletion, SystemCalls calls)
{
    // Somebody else's changes, one after the other; who is still overtaken then comes back later.
    private const int MostAttempts = 5;

    /// <summary>Whether the plan says how a record is read.</summary>
    public bool CanCompare => entity.Current is not null;

    private readonly RecordTerms _terms = new(entity, create);

    private bool IsVersioned => entity.Update?.Current is not null;

    /// <param name="content">What the change says; null where only the comparison knows.</param>
    /// <param name="key">The record's key here.</param>
    /// <param name="comparison">Decides, anew after each time somebody else was quicker.</param>
    /// <param name="writer">Makes the update.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task<ApplyResult> ApplyAsync(
        JsonObject? content, string key, RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (result, outcome) = await TryAsync(content, key, comparison, writer, cancellation);
            if (result is not null)
                return result;
            if (attempt == MostAttempts)
                throw CallFailures.Unavailable(calls.System, outcome!);
        }
    }

    /// <returns>No result when somebody changed the record in between.</returns>
    private async Task<(ApplyResult? Result, CallOutcome? Conflict)> TryAsync(
        JsonObject? content, string key, RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        if (entity.Current is not { } get)
            return (Refuse("it exists already, and without 'get' cannot be compared"), null);
        var outcome = await calls.RunAsync(get, new JsonObject { ["key"] = key }, strict: false, cancellation);
        if (outcome is Refused { Status: StatusCodes.Status404NotFound }
            && comparison.Decide(current: null, version: null).Act is TargetAct.Keep or TargetAct.Delete or TargetAct.Check)
            return (Unchanged(key), null);
        if (outcome is Refused { Status: < 500 } or RequestInvalid)
            return (Refuse(outcome), null);
        if (outcome is not Answered { Content: var answer })
            throw CallFailures.Unavailable(calls.System, outcome);
        var current = RecordOf(answer);
        comparison.ChangedAt = IsVersioned ? ChangeTime.Read(answer) : null;
        var version = IsVersioned ? VersionOf(answer) : null;
        var decision = comparison.Decide(_terms.AsSeen(content, comparison.Agreed, current), version);
        if (decision.Act == TargetAct.Delete)
            return (await deletion.ApplyAsync(key, comparison, writer, cancellation), null);
        if (decision.Act != TargetAct.Save || _terms.AreSame(decision.Content!, current))
            return (Unchanged(key), null);
        if (entity.Update is not { } update)
            return (Refuse("it was changed, and the plan has no 'update' for it"), null);
        if (!_terms.Writes(update, decision.Content!, current))
            return (Refuse("it was changed in fields that the plan's 'update' does not write"), null);
        var request = new JsonObject { ["key"] = key, ["body"] = decision.Content!.DeepClone() };
        if (IsVersioned)
            request[MappedCall.CurrentSource] = answer.DeepClone();
        outcome = await writer.UpdateAsync(update, request, cancellation);
        if (outcome is Answered && !IsVersioned && writer.TakesEffect)
            await LookAgainAsync(get, key, current, decision.Content!, comparison, cancellation);
        return outcome switch
        {
            Answered => (new ApplyResult(ApplyOutcome.Applied, key), null),
            Refused { Status: StatusCodes.Status409Conflict } when IsVersioned => (null, outcome),
            RequestInvalid or Refused { Status: < 500 } => (Refuse(outcome), null),
            _ => throw CallFailures.Unavailable(calls.System, outcome),
        };
    }

    // Whoever wrote at the same moment is noticed afterwards only; whoever cannot be asked now is told by the feed.
    private async Task LookAgainAsync(
        MappedCall get, string key, JsonObject before, JsonObject written, RecordComparison comparison,
        CancellationToken cancellation)
    {
        var outcome = await calls.RunAsync(get, new JsonObject { ["key"] = key }, strict: false, cancellation);
        if (outcome is Answered { Content: var answer } && RecordOf(answer) is var again
            && !_terms.AreSame(written, again) && !_terms.AreSame(before, again))
            comparison.FoundLate = again;
    }

    private JsonObject RecordOf(JsonObject answer) =>
        IsVersioned ? answer[MappedCall.CurrentContent] as JsonObject ?? [] : answer;

    /// <summary>Returns the version that an answer of <c>current</c> tells; null where it tells none.</summary>
    public static long? VersionOf(JsonObject answer) => long.TryParse(
        answer["version"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private static ApplyResult Unchanged(string key) => new(ApplyOutcome.AlreadyApplied, key);

    private ApplyResult Refuse(CallOutcome outcome) =>
        Refuse(CallFailures.Describe(outcome)) with { Faults = FieldFaults.Of(outcome) };

    private ApplyResult Refuse(string reason) => new(ApplyOutcome.Refused, null, $"{calls.System}: {reason}");
}
