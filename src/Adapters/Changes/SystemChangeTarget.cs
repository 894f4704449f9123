using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Changes;

/// <summary>
/// Applies changes to a system that cannot be asked to do a thing only once. What is not known to exist is looked up
/// by external reference before it is created; after a create whose outcome is unknown nothing is created until the
/// system has had time to finish and the lookup still finds nothing. Where nothing can be looked up, such a create is
/// never repeated.
/// </summary>
internal sealed class SystemChangeTarget(
    EntityDefinition entity, MappedCall create, SystemCalls calls, UnsettledCreates unsettled, TimeProvider time)
    : IRehearsedTarget
{
    private readonly RecordDeletion _deletion = new(entity, create, calls);
    private readonly RecordUpdate _update = new(entity, create, new RecordDeletion(entity, create, calls), calls);
    private readonly SentWrites _sent = new(entity, create, calls, unsettled);
    private readonly RehearsedWrites _rehearsed = new(entity, create, calls);
    private readonly RecordReturn _return = new(entity, create, calls);

    // A call that this side gave up may go on over there; in the field such calls end within the time they were given twice.
    private TimeSpan SettlePeriod => calls.Timeout * 2;

    public IReadOnlyList<string> OwnFields => entity.OwnFields;

    public Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation) => ApplyAsync(
        change,
        knownKey,
        new RecordComparison((_, _) => change.Kind == ChangeKind.Delete
            ? new TargetDecision(TargetAct.Delete)
            : new TargetDecision(TargetAct.Save, change.Content)),
        cancellation);

    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        var (call, request) = entity switch
        {
            { Changes: { } feed } => ((MappedCall?)feed.Call, new JsonObject { ["after"] = feed.Start, ["limit"] = 1 }),
            { Modified: { } feed } =>
                (feed.Call, new JsonObject { ["since"] = ModifiedReading.Show(feed.Start), ["limit"] = 1 }),
            { Snapshot: { Paged: true } feed } => (feed.Call, new JsonObject { ["after"] = feed.Start, ["limit"] = 1 }),
            _ => ((MappedCall?)null, new JsonObject()),
        };
        return call is not null && await calls.RunAsync(call, request, strict: false, cancellation) is Answered;
    }

    public Task<ApplyResult> ReviseAsync(string key, RecordComparison comparison, CancellationToken cancellation) =>
        _update.ApplyAsync(content: null, key, comparison, _sent, cancellation);

    public Task<ApplyResult> ApplyAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation) =>
        ApplyAsync(change, knownKey, comparison, _sent, cancellation);

    public Task<ApplyResult> RehearseAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation) =>
        // First what takes no call: it is told as well of a system that does not answer.
        FindMisfit(change, knownKey) is { } refused
            ? Task.FromResult(refused)
            : ApplyAsync(change, knownKey, comparison, _rehearsed, cancellation);

    public Task<IReadOnlyList<FieldFault>> FindLossesAsync(string key, CancellationToken cancellation) =>
        _return.OfSystemAsync(key, cancellation);

    public IReadOnlyList<FieldFault> FindLosses(JsonObject content) => _return.OfContract(content);

    private ApplyResult? FindMisfit(Change change, string? knownKey)
    {
        if (change.Content is not { } content || (knownKey is null ? create : entity.Update) is not { } call)
            return null;
        var request = new JsonObject { ["body"] = content.DeepClone() };
        foreach (var (name, value) in new[] { ("key", knownKey), ("externalReference", change.ExternalReference) })
            if (value is not null)
                request[name] = value;
        return calls.Check(call, request, strict: false) is { Count: > 0 } errors ? Refuse(new RequestInvalid(errors)) : null;
    }

    private ApplyResult Refuse(CallOutcome outcome) =>
        new(ApplyOutcome.Refused, null, $"{calls.System}: {CallFailures.Describe(outcome)}") { Faults = FieldFaults.Of(outcome) };

    private Task<ApplyResult> ApplyAsync(
        Change change, string? knownKey, RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        if (change.Kind == ChangeKind.Delete || change.Content is not { } content)
            return knownKey is null
                ? DropAsync(change, comparison, writer, cancellation)
                : _deletion.ApplyAsync(knownKey, comparison, writer, cancellation);
        if (knownKey is not null)
            return _update.ApplyAsync(content, knownKey, comparison, writer, cancellation);
        return MakeAsync(change, content, comparison, writer, cancellation);
    }

    public async Task<Counterpart> FindCounterpartAsync(string key, CancellationToken cancellation)
    {
        if (await unsettled.FindMadeOfAsync(calls.System, entity.Name, key) is { } madeOf)
            return new Counterpart(madeOf);
        // Where the feed tells the reference that it was made under, it is known by that.
        var isNamed = !entity.ExternalReference.IsEmpty;
        return new Counterpart(null, await unsettled.AnyOpenAsync(calls.System, entity.Name, any: !isNamed, SettlePeriod));
    }

    private async Task<ApplyResult> MakeAsync(
        Change change, JsonObject content, RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        var find = change.ExternalReference is null ? null : entity.Find;
        var mark = find is null ? $"record {change.Key}" : change.ExternalReference!;
        // Asked before the lookup: what is settled afterwards was looked up late enough.
        var sent = await unsettled.FindAsync(calls.System, entity.Name, mark);
        return sent?.MadeKey is { } made ? await ExistsAsync(content, made, comparison, writer, cancellation)
            : find is null ? await CreateOnceAsync(content, change, mark, sent, comparison, writer, cancellation)
            : await FindOrCreateAsync(find, content, change, mark, sent?.At, comparison, writer, cancellation);
    }

    /// <summary>
    /// Deletes a record whose key here is not known: it is looked up first, as it may have been made and its answer lost. The
    /// deletion of a record that never came here is dropped.
    /// </summary>
    private async Task<ApplyResult> DropAsync(
        Change change, RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        var find = change.ExternalReference is null ? null : entity.Find;
        var mark = find is null ? $"record {change.Key}" : change.ExternalReference!;
        var sent = await unsettled.FindAsync(calls.System, entity.Name, mark);
        if (sent?.MadeKey is { } made)
            return await _deletion.ApplyAsync(made, comparison, writer, cancellation);
        if (find is null)
            return sent is null ? new ApplyResult(ApplyOutcome.AlreadyApplied, null) : OutcomeUnknown();
        var (found, refusal) = await LookUpAsync(find, change.ExternalReference!, cancellation);
        if (refusal is not null)
            return refusal;
        if (found is not null)
            return await _deletion.ApplyAsync(found, comparison, writer, cancellation);
        // What was sent may still be made.
        return sent is not null && time.GetUtcNow() < sent.At + SettlePeriod
            ? throw StillCreating(change.ExternalReference!)
            : new ApplyResult(ApplyOutcome.AlreadyApplied, null);
    }

    private async Task<(string? Key, ApplyResult? Refusal)> LookUpAsync(
        MappedCall find, string reference, CancellationToken cancellation)
    {
        var outcome = await calls.RunAsync(
            find, new JsonObject { ["externalReference"] = reference }, strict: false, cancellation);
        if (outcome is not Answered { Content: var answer })
            throw CallFailures.Unavailable(calls.System, outcome);
        var found = (answer["items"] as JsonArray ?? []).OfType<JsonObject>().Select(entity.KeyOf).OfType<string>().ToList();
        return found.Count > 1
            ? (null, new ApplyResult(
                ApplyOutcome.Refused, null, $"{calls.System} has {found.Count} records with reference {reference}; keep one"))
            : (found.FirstOrDefault(), null);
    }

    private ChangeTargetUnavailableException StillCreating(string reference) =>
        new($"{calls.System} may still be creating {reference}; looked up again before anything is sent");

    private async Task<ApplyResult> FindOrCreateAsync(
        MappedCall find, JsonObject content, Change change, string reference, DateTimeOffset? openSince,
        RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        var (found, refusal) = await LookUpAsync(find, reference, cancellation);
        if (refusal is not null)
            return refusal;
        if (found is not null)
        {
            if (openSince is not null)
                await writer.NoteMadeAsync(reference, found);
            return await ExistsAsync(content, found, comparison, writer, cancellation);
        }

        if (writer.TakesEffect && openSince is { } since && time.GetUtcNow() < since + SettlePeriod)
            throw StillCreating(reference);
        comparison.Decide(current: null, version: null);
        var outcome = await CreateAsync(content, change, reference, openSince, writer, cancellation);
        return outcome is InDoubt ? throw CallFailures.Unavailable(calls.System, outcome) : Judge(outcome);
    }

    private async Task<ApplyResult> CreateOnceAsync(
        JsonObject content, Change change, string mark, SentCreate? sent, RecordComparison comparison, IRecordWriter writer,
        CancellationToken cancellation)
    {
        if (writer.TakesEffect && sent is not null)
            return OutcomeUnknown();
        comparison.Decide(current: null, version: null);
        var outcome = await CreateAsync(content, change, mark, openSince: null, writer, cancellation);
        return outcome is InDoubt ? OutcomeUnknown() : Judge(outcome);
    }

    // Of which version of the record it was made is not known.
    private async Task<ApplyResult> ExistsAsync(
        JsonObject content, string key, RecordComparison comparison, IRecordWriter writer, CancellationToken cancellation)
    {
        if (_update.CanCompare)
            return await _update.ApplyAsync(content, key, comparison, writer, cancellation);
        comparison.Decide(content, version: null);
        return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
    }

    private static Task<CallOutcome> CreateAsync(
        JsonObject content, Change change, string mark, DateTimeOffset? openSince, IRecordWriter writer,
        CancellationToken cancellation)
    {
        var request = new JsonObject { ["body"] = content.DeepClone() };
        if (change.ExternalReference is { } reference)
            request["externalReference"] = reference;
        return writer.CreateAsync(request, mark, change.Key, openSince, cancellation);
    }

    private ApplyResult Judge(CallOutcome outcome) => outcome switch
    {
        Answered { Content: var answer } => new ApplyResult(ApplyOutcome.Applied, entity.KeyOf(answer)),
        RequestInvalid or Refused { Status: < 500 } => Refuse(outcome),
        _ => throw CallFailures.Unavailable(calls.System, outcome),
    };

    private ApplyResult OutcomeUnknown() => new(
        ApplyOutcome.Refused,
        null,
        $"it was sent to {calls.System} once and the outcome is not known; look there before it is made by hand");
}
