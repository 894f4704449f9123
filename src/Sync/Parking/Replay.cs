using Hub.Platform.Changes;
using Hub.Platform.Routing;
using Hub.Sync.Applying;
using Hub.Sync.Publishing;
using Hub.Sync.Streams;

namespace Hub.Sync.Parking;

/// <summary>What became of a replay.</summary>
internal enum ReplayOutcome
{
    /// <summary>The target has it; it is no longer parked.</summary>
    Applied,

    /// <summary>The target has a later version of the record; it is no longer parked.</summary>
    Superseded,

    /// <summary>Nothing is parked under this id.</summary>
    NotFound,

    /// <summary>Refused again; it stays parked.</summary>
    Refused,

    /// <summary>The target could not be asked, or failed; it stays parked.</summary>
    Unavailable,
}

/// <summary>Puts a parked change through to its target once more, because a person says so.</summary>
internal sealed class Replay(ParkedChanges parked, Inbox inbox, TargetCall target, PartitionGates gates, CurrentRouting routing)
{
    public async Task<(ReplayOutcome Outcome, string? Reason)> RunAsync(string id, CancellationToken cancellation)
    {
        if (await parked.FindAsync(id) is not { } message)
            return (ReplayOutcome.NotFound, null);
        if (SyncStream.Of(routing.Snapshot.Plan).FirstOrDefault(s => s.Id == message.Stream) is not { } stream)
            return (ReplayOutcome.Refused, $"the plan has no link '{message.Stream}' any more");
        return await gates.EnterAsync(message.Key, () => ApplyAsync(id, stream, message, cancellation), cancellation);
    }

    private async Task<(ReplayOutcome Outcome, string? Reason)> ApplyAsync(
        string id, SyncStream stream, ChangeMessage message, CancellationToken cancellation)
    {
        if (await inbox.IsSupersededAsync(message))
        {
            await inbox.CommitReplayedAsync(id, message, applied: false);
            return (ReplayOutcome.Superseded, null);
        }

        try
        {
            var result = await target.ApplyAsync(stream, message.ToChange(), cancellation);
            if (result.Outcome != ApplyOutcome.Refused)
            {
                await inbox.CommitReplayedAsync(id, message, applied: true);
                return (ReplayOutcome.Applied, null);
            }

            var reason = result.Reason ?? "refused without a reason";
            await parked.RefuseAsync(id, reason);
            return (ReplayOutcome.Refused, reason);
        }
        catch (Exception e) when (e is ChangeTargetUnavailableException or ChangeTargetFailedException)
        {
            return (ReplayOutcome.Unavailable, e.Message);
        }
    }
}
