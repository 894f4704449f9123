using System.Collections.Concurrent;
using Hub.Platform.Messaging;
using Hub.Sync.Applying;
using Hub.Sync.Messages;
using Hub.Sync.Streams;
using MassTransit;

namespace Hub.Sync.Parking;

/// <summary>
/// Asks for a parked change to be put through once more, because a person says so. It goes through the queue of its key,
/// so that no process applies another change of the record meanwhile.
/// </summary>
internal sealed class Replay(
    ParkedChanges parked, ServedStreams streams, IBus bus, BusAddresses addresses, TargetQueues queues, SyncOptions options,
    TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<ReplayAnswer>> _asked = [];

    /// <param name="id">The parked change.</param>
    /// <param name="cancellation">Ends the waiting for the outcome.</param>
    /// <param name="batch">The act on many that asks for it; null where a person asks for this one.</param>
    /// <param name="content">The record as a person has edited it; null where it goes over as it was parked.</param>
    /// <returns>What became of it, and why it is still parked.</returns>
    public async Task<(ReplayOutcome Outcome, string? Reason)> RunAsync(
        string id, CancellationToken cancellation, string? batch = null, string? content = null)
    {
        if (await parked.FindAsync(id) is not { } message)
            return (ReplayOutcome.NotFound, null);
        // Nobody listens to the queue of a link that is gone.
        if (streams.Find(message.Stream) is null)
            return (ReplayOutcome.Refused, NoLink(message.Stream));
        var request = new ReplayMessage(Guid.NewGuid(), id, batch, content);
        var answer = _asked[request.Request] =
            new TaskCompletionSource<ReplayAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timeout = new CancellationTokenSource(options.ReplayTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await SendAsync(queues.AddressOf(message.Stream, message.Key), request, either.Token);
            var (_, outcome, reason) = await answer.Task.WaitAsync(either.Token);
            return (outcome, reason);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (
                ReplayOutcome.Unavailable,
                $"nobody answered within {options.ReplayTimeout.TotalSeconds} s; "
                + "hub sync parked tells whether it was applied after all");
        }
        finally
        {
            _asked.TryRemove(request.Request, out _);
        }
    }

    /// <summary>Says why a change of a link that is gone cannot be replayed.</summary>
    public static string NoLink(string stream) => $"the plan has no link '{stream}' any more";

    public void Answer(ReplayAnswer answer)
    {
        if (_asked.TryGetValue(answer.Request, out var asked))
            asked.TrySetResult(answer);
    }

    private async Task SendAsync(Uri address, ReplayMessage request, CancellationToken cancellation)
    {
        var endpoint = await bus.GetSendEndpoint(address);
        await endpoint.Send(request, sending =>
        {
            sending.ResponseAddress = addresses.ThisNode;
            // Not at some later time, when nobody expects it any more.
            sending.TimeToLive = options.ReplayTimeout;
        }, cancellation).WaitAsync(cancellation);
    }
}

/// <summary>Takes the answers to who asked.</summary>
internal sealed class ReplayAnswerConsumer(Replay replay) : IConsumer<ReplayAnswer>
{
    public Task Consume(ConsumeContext<ReplayAnswer> context)
    {
        replay.Answer(context.Message);
        return Task.CompletedTask;
    }
}
