using System.Diagnostics;
using Hub.Platform.Messaging;
using Hub.Sync.Messages;
using Hub.Sync.Streams;
using MassTransit;

namespace Hub.Sync.Publishing;

/// <summary>Sends the changes that are due to the partition of their key.</summary>
internal sealed class PublishLoop(
    IBus bus, BusAddresses addresses, TargetQueues queues, SyncOptions options, TimeProvider time)
{
    public async Task RunAsync(string stream, ChangeWindow window, CancellationToken cancellation)
    {
        while (true)
        {
            await window.Due.WaitAsync(window.UntilDue(), cancellation);
            // Not ended by a stop, which waits for the answers to what was sent and must know what that is.
            using var timeout = new CancellationTokenSource(options.SendTimeout, time);
            // At once, for a broker confirms each message in its own time; of one key there is one only.
            await Task.WhenAll(window.TakeDue().Select(pending => SendAsync(
                ChangeMessage.Of(stream, pending.Sequence, pending.Failures, pending.Change) with { Waited = pending.Waited },
                window, timeout.Token)));
        }
    }

    private async Task SendAsync(ChangeMessage message, ChangeWindow window, CancellationToken timely)
    {
        // The trace of who made the change goes on where it is known; otherwise one begins here.
        using var activity = ChangeTelemetry.Begin(message, "publish", ActivityKind.Producer, message.TraceParent);
        try
        {
            var endpoint = await bus.GetSendEndpoint(queues.AddressOf(message.Stream, message.Key)).WaitAsync(timely);
            await endpoint.Send(message, sending =>
            {
                sending.ResponseAddress = addresses.ThisNode;
                // The window sends it again by then, so a queue that nobody receives from never grows beyond the windows.
                sending.TimeToLive = options.SendAgainAfter;
            }, timely).WaitAsync(timely);
        }
#pragma warning disable CA1031 // each transport fails in its own words; the change waits and is sent again
        catch (Exception e)
#pragma warning restore CA1031
        {
            window.Answer(ChangeAnswer.To(message, ApplyAttempt.Unavailable(e is OperationCanceledException
                ? $"the bus took no message within {options.SendTimeout.TotalSeconds} s"
                : $"the bus does not take messages: {e.GetType().Name}")));
        }
    }
}
