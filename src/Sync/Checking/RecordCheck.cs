using System.Text.RegularExpressions;
using Hub.ServiceKit.Changes;
using Hub.Sync.Applying;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Checking;

/// <summary>
/// Checks one record of a side: whether the other side would take it, whether it would show it as it is, and whether its own side
/// would still hold it as it does once it had been changed over there. Nothing is written.
/// </summary>
internal sealed partial class RecordCheck(ChangeParties parties, ParentKeys parents, TargetCall target)
{
    /// <summary>Returns what is wrong; empty for nothing.</summary>
    /// <exception cref="ChangeTargetUnavailableException">A side cannot be reached or did not answer.</exception>
    public async Task<IReadOnlyList<CheckFault>> FindAsync(SyncStream stream, Change change, CancellationToken cancellation)
    {
        if (change.Fault is { } unreadable)
            // One kind of fault reads the same for each record.
            return [new CheckFault(null, unreadable.Replace($" {change.Key},", ",", StringComparison.Ordinal))];
        var (translated, missing) = await parents.TranslateAsync(stream, change);
        if (missing is not null)
            return
            [
                new CheckFault(
                    stream.Parents.FirstOrDefault(p => p.Entity == missing.Entity)?.Path,
                    $"names a record of {missing.Entity} that {stream.To} does not know"),
            ];
        return
        [
            .. (await FindOverThereAsync(stream, translated, cancellation))
                .Concat(await FindHereAsync(stream, change.Key, cancellation))
                .Select(f => new CheckFault(f.Field.Length == 0 ? null : Index().Replace(f.Field, "[]"), f.Reason))
                .Distinct(),
        ];
    }

    private async Task<IReadOnlyList<FieldFault>> FindOverThereAsync(
        SyncStream stream, Change change, CancellationToken cancellation)
    {
        var result = await TakeAsync(stream, change, cancellation);
        return result is { Outcome: ApplyOutcome.Refused }
            ? result.Faults.Count > 0 ? result.Faults : [new FieldFault("", result.Reason ?? "refused without a reason")]
            : change.Content is { } content && parties.FindTarget(stream.To, stream.Entity) is { } to
                ? to.FindLosses(content)
                : [];
    }

    private async Task<ApplyResult?> TakeAsync(SyncStream stream, Change change, CancellationToken cancellation)
    {
        try
        {
            return await target.RehearseWholeAsync(stream, change, cancellation);
        }
        catch (ChangeTargetFailedException e)
        {
            return new ApplyResult(ApplyOutcome.Refused, null, e.Message);
        }
    }

    private Task<IReadOnlyList<FieldFault>> FindHereAsync(SyncStream stream, string key, CancellationToken cancellation) =>
        stream.HasReverse && parties.FindTarget(stream.From, stream.Entity) is { } from
            ? from.FindLossesAsync(key, cancellation)
            : Task.FromResult<IReadOnlyList<FieldFault>>([]);

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Index();
}
