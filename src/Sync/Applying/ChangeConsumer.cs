using System.Diagnostics;
using Hub.Platform.Changes;
using Hub.Sync.Publishing;
using Hub.Sync.Streams;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Applying;

/// <summary>Applies one change at most once in effect: asks the inbox, calls the target, commits the outcome, answers the window.</summary>
internal sealed partial class ChangeConsumer(
    RunningStreams streams, Inbox inbox, TargetCall target, PartitionGates gates, SyncOptions options, StreamTelemetry telemetry, ILogger<ChangeConsumer> log)
    : IConsumer<ChangeMessage>
{
    public async Task Consume(ConsumeContext<ChangeMessage> context)
    {
        // A stream that is gone from the plan drops its messages: its position has not passed them.
        if (streams.Find(context.Message.Stream) is not { } run)
            return;
        if (run.IsStopping)
        {
            run.Window.Answer(context.Message, new ApplyAttempt(AttemptOutcome.Held));
            return;
        }

        using var activity = StreamTelemetry.Begin(context.Message, "apply", ActivityKind.Internal);
        var attempt = await gates.EnterAsync(
            context.Message.Key, () => AttemptAsync(run, context.Message, context.CancellationToken), context.CancellationToken);
        run.Window.Answer(context.Message, attempt);
    }

    private async Task<ApplyAttempt> AttemptAsync(StreamRun run, ChangeMessage message, CancellationToken cancellation)
    {
        try
        {
            switch (await inbox.FindAsync(message))
            {
                case InboxStanding.Handled:
                    return ApplyAttempt.Handled;
                case InboxStanding.Superseded:
                    await inbox.CommitSupersededAsync(message);
                    telemetry.Handled(message, "superseded");
                    return ApplyAttempt.Handled;
                default:
                    return run.Breaker.Hold() ?? await ApplyAsync(run, message, cancellation);
            }
        }
#pragma warning disable CA1031 // whatever the store throws, the change waits and is tried again
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogStoreFailed(log, run.Stream.Id, e);
            return ApplyAttempt.Unavailable($"the hub's store failed: {e.GetType().Name}");
        }
    }

    private async Task<ApplyAttempt> ApplyAsync(StreamRun run, ChangeMessage message, CancellationToken cancellation)
    {
        ApplyResult result;
        try
        {
            result = await target.ApplyAsync(run.Stream, message.ToChange(), cancellation);
        }
        catch (ChangeTargetUnavailableException e)
        {
            run.Breaker.Failed(e.Message);
            return ApplyAttempt.Unavailable(e.Message);
        }
        catch (ChangeTargetFailedException e)
        {
            // It did answer, in its way: other changes need not wait for this one.
            run.Breaker.Succeeded();
            if (message.Failures + 1 < options.AttemptsBeforeParking)
                return new ApplyAttempt(AttemptOutcome.Failed, e.Message);
            return await ParkAsync(run, message, $"{e.Message}, {message.Failures + 1} times");
        }
        finally
        {
            run.Breaker.Asked();
        }

        run.Breaker.Succeeded();
        if (result.Outcome == ApplyOutcome.Refused)
            return await ParkAsync(run, message, result.Reason ?? "refused without a reason");
        await inbox.CommitAppliedAsync(message);
        telemetry.Handled(message, "applied");
        return ApplyAttempt.Handled;
    }

    // The reason may be the system's own words, which may name a person: it is kept in the store, for who may see it.
    private async Task<ApplyAttempt> ParkAsync(StreamRun run, ChangeMessage message, string reason)
    {
        await inbox.CommitParkedAsync(message, reason);
        telemetry.Handled(message, "parked");
        LogParked(log, run.Stream.Id);
        return ApplyAttempt.Handled;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: a change is parked; hub sync parked says why.")]
    private static partial void LogParked(ILogger log, string stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stream}: the store failed; the change is tried again.")]
    private static partial void LogStoreFailed(ILogger log, string stream, Exception error);
}
