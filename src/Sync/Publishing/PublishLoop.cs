using System.Diagnostics;
using Hub.Platform.Messaging;
using Hub.Sync.Applying;
using Hub.Sync.Streams;
using MassTransit;

namespace Hub.Sync.Publishing;

/// <summary>Sends the changes that are due to the partition of their key.</summary>
internal sealed class PublishLoop(IBus bus, PartitionedQueue queue)
{
    public async Task RunAsync(string stream, ChangeWindow window, CancellationToken cancellation)
    {
        while (true)
        {
            await window.Due.WaitAsync(window.UntilDue(), cancellation);
            foreach (var pending in window.TakeDue())
                await SendAsync(ChangeMessage.Of(stream, pending.Sequence, pending.Failures, pending.Change), window, cancellation);
        }
    }

    private async Task SendAsync(ChangeMessage message, ChangeWindow window, CancellationToken cancellation)
    {
        // The trace of who made the change goes on where it is known; otherwise one begins here.
        using var activity = StreamTelemetry.Begin(message, "publish", ActivityKind.Producer, message.TraceParent);
        try
        {
            var endpoint = await bus.GetSendEndpoint(queue.AddressOf(message.Key));
            await endpoint.Send(message, cancellation);
        }
#pragma warning disable CA1031 // each transport fails in its own words; the change waits and is sent again
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            window.Answer(message, ApplyAttempt.Unavailable($"the bus does not take messages: {e.GetType().Name}"));
        }
    }
}
