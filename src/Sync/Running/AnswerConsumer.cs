using Hub.Platform.Messaging;
using Hub.Sync.Messages;
using MassTransit;

namespace Hub.Sync.Running;

/// <summary>
/// Takes the answers to what this process sent to the windows that wait for them. They are lost when the broker goes, so
/// all that is unanswered is sent again when it is back.
/// </summary>
internal sealed class AnswerConsumer(RunningStreams running, BusAddresses addresses)
    : IConsumer<ChangeAnswer>, IReceiveEndpointObserver
{
    public Task Consume(ConsumeContext<ChangeAnswer> context)
    {
        running.Find(context.Message.Stream)?.Window.Answer(context.Message);
        return Task.CompletedTask;
    }

    public Task Ready(ReceiveEndpointReady ready)
    {
        if (addresses.IsThisNode(ready.InputAddress))
            foreach (var run in running.All)
                run.Window.SendAgain();
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;
}
