using MassTransit;

namespace Hub.Messaging.Tests;

/// <summary>Receives for the process it stands in, and notes what came.</summary>
internal sealed class Receiver : IConsumer<Numbered>, IConsumer<Heard>
{
    private readonly Lock _lock = new();
    private readonly List<Numbered> _received = [];
    private readonly List<Heard> _answers = [];

    public Func<Numbered, Task> Handle { get; set; } = _ => Task.CompletedTask;

    /// <summary>What was handled to the end, in order.</summary>
    public IReadOnlyList<Numbered> Received { get { lock (_lock) return [.. _received]; } }

    public IReadOnlyList<Heard> Answers { get { lock (_lock) return [.. _answers]; } }

    public async Task Consume(ConsumeContext<Numbered> context)
    {
        await Handle(context.Message);
        lock (_lock)
            _received.Add(context.Message);
        if (context.ResponseAddress is not null)
            await context.RespondAsync(new Heard(context.Message.Key, context.Message.Number));
    }

    public Task Consume(ConsumeContext<Heard> context)
    {
        lock (_lock)
            _answers.Add(context.Message);
        return Task.CompletedTask;
    }
}
