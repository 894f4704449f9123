using Hub.ServiceKit.Changes;
using Hub.Sync.Applying;
using Hub.Sync.Messages;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Parking;

/// <summary>Puts a parked change through to its target once more.</summary>
internal sealed partial class ReplayConsumer(
    ParkedChanges parked, Inbox inbox, ParentKeys parents, TargetCall target, ServedStreams streams, SyncOptions options,
    TimeProvider time, ILogger<ReplayConsumer> log)
    : IConsumer<ReplayMessage>
{
    private const string BusyRecord = "the record's other direction is being applied; replay it once more";

    public async Task Consume(ConsumeContext<ReplayMessage> context)
    {
        var (outcome, reason) = await TryAsync(context.Message, context.CancellationToken);
        await context.AnswerAsync(new ReplayAnswer(context.Message.Request, outcome, reason), options, time);
    }

    private async Task<(ReplayOutcome Outcome, string? Reason)> TryAsync(
        ReplayMessage asked, CancellationToken cancellation)
    {
        if (!streams.IsOpen)
            return (ReplayOutcome.Unavailable, "the process that would have applied it is about to end");
        try
        {
            if (await parked.FindAsync(asked.Id) is not { } message)
                return (ReplayOutcome.NotFound, null);
            return streams.Find(message.Stream) is { } stream
                ? await ApplyAsync(asked, stream, message, cancellation)
                : (ReplayOutcome.Refused, Replay.NoLink(message.Stream));
        }
        catch (Exception e) when (e is ChangeTargetUnavailableException or ChangeTargetFailedException)
        {
            return (ReplayOutcome.Unavailable, e.Message);
        }
#pragma warning disable CA1031 // whatever the store throws, the change stays parked and the person is told
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogStoreFailed(log, e);
            return (ReplayOutcome.Unavailable, $"the hub's store failed: {e.GetType().Name}");
        }
    }

    private async Task<(ReplayOutcome Outcome, string? Reason)> ApplyAsync(
        ReplayMessage asked, SyncStream stream, ChangeMessage message, CancellationToken cancellation)
    {
        var replay = new ParkedReplay(asked.Id, asked.Batch);
        if (await inbox.IsSupersededAsync(message))
        {
            await inbox.CommitSupersededAsync(replay);
            return (ReplayOutcome.Superseded, null);
        }

        if (message.Fault is { } fault)
            return (
                ReplayOutcome.Refused,
                $"{fault}; correct it in {stream.From}: its next change goes over, and a replay then removes this one");

        var isEdited = asked.Content is not null;
        var (change, missing) = await parents.TranslateAsync(
            stream, (isEdited ? message with { Content = asked.Content } : message).ToChange());
        if (missing is not null)
        {
            if (isEdited)
                return (
                    ReplayOutcome.Refused,
                    $"{missing.Entity} {missing.Key}, which the values name, is not known in {stream.To} yet");
            await inbox.CommitReplayedAsync(replay, message, missing);
            return (ReplayOutcome.Waiting, null);
        }

        var outcome = await target.ApplyAsync(stream, change, cancellation);
        if (outcome.Busy)
            return (ReplayOutcome.Unavailable, BusyRecord);
        if (outcome.Overtaken)
        {
            await inbox.CommitSupersededAsync(replay);
            return (ReplayOutcome.Superseded, null);
        }

        var result = outcome.Result;
        if (result.Outcome != ApplyOutcome.Refused)
        {
            return await inbox.CommitReplayedAsync(replay, message, outcome)
                ? (ReplayOutcome.Applied, null)
                : (ReplayOutcome.Unavailable, BusyRecord);
        }

        var reason = result.Reason ?? "refused without a reason";
        if (!isEdited)
            await parked.RefuseAsync(asked.Id, reason);
        return (ReplayOutcome.Refused, reason);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store failed; the change stays parked.")]
    private static partial void LogStoreFailed(ILogger log, Exception error);
}
