using System.Text.Json.Nodes;
using Hub.Platform.Changes;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;

namespace Hub.Sync.LinkedServices;

/// <summary>
/// Applies changes of the legacy side to a linked service: reads the record, compares, and writes it under the condition that it
/// is still the one that was read. A write whose answer was lost is known by the change that the service keeps with the record.
/// </summary>
/// <param name="client">Asks the service.</param>
internal class ServiceChangeTarget(ServiceClient client) : IComparingTarget, IVersionedRecords
{
    // Somebody else's writes, one after the other; a change that is still overtaken then comes back later.
    private const int MostAttempts = 5;
    private static readonly string[] Own = ["id", "externalReference"];
    private readonly ServiceRecords _records = new(client);

    public IReadOnlyList<string> OwnFields => Own;

    public Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        var write = new TargetDecision(change.Kind == ChangeKind.Delete ? TargetAct.Delete : TargetAct.Save, change.Content);
        return ApplyAsync(change, knownKey, new RecordComparison((_, _) => write), cancellation);
    }

    public Task<ApplyResult> ApplyAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation) =>
        TryAsync(change, knownKey, comparison, dryRun: false, cancellation);

    public Task<ApplyResult> ReviseAsync(string key, RecordComparison comparison, CancellationToken cancellation) =>
        RepeatAsync(
            key,
            async read =>
            {
                var result = await WriteAsync(key, read, comparison, change: null, dryRun: false, cancellation);
                return read is null && result?.Outcome == ApplyOutcome.AlreadyApplied
                    ? Refused("does not have it any more")
                    : result;
            },
            cancellation);

    public async Task<bool> AnswersAsync(CancellationToken cancellation) =>
        (await client.SendAsync(ServiceRequest.Changes(client.Service, after: null, 1), cancellation)).Status == 200;

    public async Task<Counterpart> FindCounterpartAsync(string key, CancellationToken cancellation) =>
        ServiceRequest.IsKey(key) && (await _records.FindAsync(key, cancellation))?.Change is { } change
            ? new Counterpart(change.Key)
            : Counterpart.None;

    public async Task<long?> FindVersionAsync(string key, CancellationToken cancellation) =>
        ServiceRequest.IsKey(key) ? (await _records.FindAsync(key, cancellation))?.Version : null;

    /// <summary>Goes the way of a change, up to the write or with it.</summary>
    private protected Task<ApplyResult> TryAsync(
        Change change, string? knownKey, RecordComparison comparison, bool dryRun, CancellationToken cancellation)
    {
        // A record that was first made on the legacy side has the key here that it has there.
        var key = knownKey ?? change.Key;
        return ServiceRequest.IsKey(key)
            ? RepeatAsync(
                key, read => TryAsync(change, knownKey, read, comparison, dryRun, cancellation), cancellation)
            : Task.FromResult(Refused("its key has characters or a length that no address of a record takes"));
    }

    private async Task<ApplyResult?> TryAsync(
        Change change, string? knownKey, ServiceRecord? read, RecordComparison comparison, bool dryRun,
        CancellationToken cancellation)
    {
        var key = knownKey ?? change.Key;
        var last = read?.Change?.Key == change.Key ? read.Change : null;
        if (last?.Version > change.Version)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
        // A dry run asks all the same: the service's rules may be others by now.
        if (last?.Version == change.Version && !dryRun)
        {
            comparison.Includes(read!.Content, read.Version);
            return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
        }

        if (knownKey is null && last is null)
        {
            // What never came here cannot be deleted here, whoever else has its key.
            if (change.Kind == ChangeKind.Delete)
                return new ApplyResult(ApplyOutcome.AlreadyApplied, Key: null);
            if (read is not null && !IsSame(change, read))
                return Refused(
                    "has a record with this key that did not come from legacy and says something else: where both are one, "
                    + "make them equal and replay; otherwise let the service give other keys");
        }

        comparison.VersionsOnlyGrow = true;
        comparison.IsMadeOfCurrent = read is { Version: 1, Change: not null };
        return await WriteAsync(key, read, comparison, new HubChange(change.Key, change.Version), dryRun, cancellation);
    }

    private async Task<ApplyResult?> WriteAsync(
        string key, ServiceRecord? read, RecordComparison comparison, HubChange? change, bool dryRun,
        CancellationToken cancellation)
    {
        comparison.ChangedAt = read?.ChangedAt;
        var decision = comparison.Decide(read?.Content, read?.Version);
        var writes = decision.Act is TargetAct.Save || (decision.Act is TargetAct.Delete && read is not null);
        // What is checked only is tried where the service can be asked without an effect.
        var tries = decision is { Act: TargetAct.Check, Content: not null } && client.Service.DryRun;
        if (!writes && !tries)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
        var given = decision.Act == TargetAct.Delete ? decision with { Content = null } : decision;
        var result = await _records.WriteAsync(key, read, given, change, dryRun || tries, cancellation);
        return tries && result?.Outcome == ApplyOutcome.Applied ? result with { Outcome = ApplyOutcome.AlreadyApplied } : result;
    }

    private async Task<ApplyResult> RepeatAsync(
        string key, Func<ServiceRecord?, Task<ApplyResult?>> attempt, CancellationToken cancellation)
    {
        for (var attempts = 0; attempts < MostAttempts; attempts++)
            if (await attempt(await _records.FindAsync(key, cancellation)) is { } result)
                return result;
        throw new ChangeTargetUnavailableException(
            $"{client.Side} answers 412 or 404 {MostAttempts} times to a write made of the record that it has just shown: the "
            + "version in its ETag is the one that If-Match is held against") { MayBeOfRecord = true };
    }

    private bool IsSame(Change change, ServiceRecord read) => change.Content is { } content
        && ContractJson.AreSame(ContractJson.Without(content, Own), ContractJson.Without(read.Content, Own));

    private ApplyResult Refused(string why) => new(ApplyOutcome.Refused, Key: null, $"{client.Side}: {why}");
}
