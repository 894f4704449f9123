using System.Diagnostics;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;
using Hub.Sync.Messages;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Applying;

/// <summary>
/// Applies one change at most once in effect: asks the inbox, calls the target, commits the outcome, answers who sent it.
/// </summary>
internal sealed partial class ChangeConsumer(
    ServedStreams streams, Inbox inbox, ParentKeys parents, TargetCall target, SetBackRecords setBack, SyncOptions options,
    ChangeTelemetry telemetry, TimeProvider time, ILogger<ChangeConsumer> log)
    : IConsumer<ChangeMessage>
{
    // Too short to be noticed by people, too long to send a message round and round.
    private static readonly TimeSpan NotYet = TimeSpan.FromMilliseconds(200);

    public async Task Consume(ConsumeContext<ChangeMessage> context)
    {
        using var activity = ChangeTelemetry.Begin(context.Message, "apply", ActivityKind.Internal);
        var attempt = await AttemptAsync(context.Message, context.CancellationToken);
        await context.AnswerAsync(ChangeAnswer.To(context.Message, attempt), options, time);
    }

    private async Task<ApplyAttempt> AttemptAsync(ChangeMessage message, CancellationToken cancellation)
    {
        if (!streams.IsOpen)
            return new ApplyAttempt(AttemptOutcome.Held, null, NotYet);
        // Plans reach the processes one after the other.
        if (streams.Find(message.Stream) is not { } stream)
            return new ApplyAttempt(
                AttemptOutcome.Held, "the process that applies its changes serves a plan without this link", NotYet);
        return await AttemptAsync(stream, message, cancellation);
    }

    private async Task<ApplyAttempt> AttemptAsync(SyncStream stream, ChangeMessage message, CancellationToken cancellation)
    {
        try
        {
            switch (await inbox.FindAsync(message))
            {
                case InboxStanding.Handled or InboxStanding.Superseded
                    when await setBack.NoticeAsync(stream, message, cancellation):
                    return ApplyAttempt.Busy;
                case InboxStanding.Handled:
                    return ApplyAttempt.Handled;
                case InboxStanding.Superseded:
                    await inbox.CommitSupersededAsync(message);
                    telemetry.Handled(message, "superseded");
                    return ApplyAttempt.Handled;
                default:
                    if (message.Fault is { } fault)
                        return await ParkAsync(stream, message, fault);
                    var (change, missing) = await parents.TranslateAsync(stream, message.ToChange());
                    if (missing is not null)
                    {
                        await inbox.CommitWaitingAsync(message, missing);
                        telemetry.Handled(message, "waiting");
                        return ApplyAttempt.Handled;
                    }

                    var breaker = streams.BreakerOf(stream);
                    return breaker.Hold() ?? await ApplyAsync(stream, breaker, message, change, cancellation);
            }
        }
        catch (ChangeTargetUnavailableException e)
        {
            return ApplyAttempt.Unavailable(e.Message);
        }
#pragma warning disable CA1031 // whatever the store throws, the change waits and is tried again
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogStoreFailed(log, stream.Id, e);
            return ApplyAttempt.Unavailable($"the hub's store failed: {e.GetType().Name}");
        }
    }

    private async Task<ApplyAttempt> ApplyAsync(
        SyncStream stream, Breaker breaker, ChangeMessage message, Change change, CancellationToken cancellation)
    {
        BondedOutcome outcome;
        try
        {
            outcome = await target.ApplyAsync(stream, change, cancellation);
        }
        catch (ChangeTargetUnavailableException e)
        {
            breaker.Failed(e.Message);
            return await FailedAsync(stream, message, e, cancellation);
        }
        catch (ChangeTargetFailedException e)
        {
            // It did answer, in its way: other changes need not wait for this one.
            breaker.Succeeded();
            if (message.Failures + 1 < options.AttemptsBeforeParking)
                return new ApplyAttempt(AttemptOutcome.Failed, e.Message);
            return await ParkAsync(stream, message, $"{e.Message}, {message.Failures + 1} times");
        }
        finally
        {
            breaker.Asked();
        }

        if (outcome.Busy)
            return ApplyAttempt.Busy;
        breaker.Succeeded();
        if (outcome.Result.Outcome == ApplyOutcome.Applied)
            streams.FailingOf(stream).Applied(message.Key);
        if (outcome.Result.Outcome == ApplyOutcome.Refused)
            return await ParkAsync(stream, message, outcome.Result.Reason ?? "refused without a reason");
        if (outcome.Overtaken && await setBack.NoticeAsync(stream, message, cancellation))
            return ApplyAttempt.Busy;
        if (outcome.Overtaken)
            await inbox.CommitSupersededAsync(message);
        else if (!await inbox.CommitAppliedAsync(message, outcome))
            return ApplyAttempt.Busy;
        telemetry.Handled(message, outcome.Overtaken ? "superseded" : outcome.Judgement switch
        {
            JudgementKind.Merged => "merged",
            JudgementKind.Conflict => "conflict",
            _ => "applied",
        });
        return ApplyAttempt.Handled;
    }

    // A target that is down is waited for; a record that it fails on while others go through must not hold the position.
    private async Task<ApplyAttempt> FailedAsync(
        SyncStream stream, ChangeMessage message, ChangeTargetUnavailableException error, CancellationToken cancellation)
    {
        if (!error.MayBeOfRecord)
            return ApplyAttempt.Unavailable(error.Message);
        var isOfRecord = streams.FailingOf(stream).Failed(message.Key) switch
        {
            FailureSign.OfRecord => true,
            FailureSign.Unclear => await target.AnswersAsync(stream, cancellation),
            _ => false,
        };
        if (!isOfRecord)
            return ApplyAttempt.Unavailable(error.Message);
        if (message.Failures + 1 < options.AttemptsOnFailingRecord)
            return new ApplyAttempt(AttemptOutcome.Failed, error.Message);
        return await ParkAsync(
            stream, message,
            $"{error.Message}: so ended {message.Failures + 1} attempts, while {stream.To} answered otherwise");
    }

    // The reason may be the system's own words, which may name a person: it is kept in the store, for who may see it.
    private async Task<ApplyAttempt> ParkAsync(SyncStream stream, ChangeMessage message, string reason)
    {
        await inbox.CommitParkedAsync(message, reason);
        telemetry.Handled(message, "parked");
        LogParked(log, stream.Id);
        return ApplyAttempt.Handled;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: a change is parked; hub sync parked says why.")]
    private static partial void LogParked(ILogger log, string stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stream}: the store failed; the change is tried again.")]
    private static partial void LogStoreFailed(ILogger log, string stream, Exception error);
}
