using Hub.ServiceKit.Changes;

namespace Hub.Sync.LinkedServices;

/// <summary>A linked service that can be asked what it would do with a change (<c>dryRun: true</c>).</summary>
/// <param name="client">Asks the service.</param>
internal sealed class RehearsedServiceTarget(ServiceClient client) : ServiceChangeTarget(client), IRehearsedTarget
{
    public Task<ApplyResult> RehearseAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation) =>
        TryAsync(change, knownKey, comparison, dryRun: true, cancellation);
}
