using Hub.Sync.Streams;
using MassTransit;

namespace Hub.Sync.Messages;

/// <summary>Tells who sent a message what became of it.</summary>
internal static class Answering
{
    /// <summary>
    /// Sends an answer, and gives up when the bus does not take it in time: a consumer that waited for a lost connection
    /// would hold up the next one. Who sent the message asks again.
    /// </summary>
    public static async Task AnswerAsync<T>(this ConsumeContext context, T answer, SyncOptions options, TimeProvider time)
        where T : class
    {
        using var timeout = new CancellationTokenSource(options.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.CancellationToken);
        try
        {
            var endpoint = await context.GetSendEndpoint(context.ResponseAddress!).WaitAsync(either.Token);
            var transient = Pipe.Execute<SendContext<T>>(sending => sending.Durable = false);
            await endpoint.Send(answer, transient, either.Token).WaitAsync(either.Token);
        }
#pragma warning disable CA1031 // each transport fails in its own words, and logs them
        catch (Exception)
#pragma warning restore CA1031
        {
            // What was done is in the store.
        }
    }
}
