using Hub.Platform.Messaging;
using Hub.Tests;

namespace Hub.Messaging.Tests;

/// <summary>What every transport keeps to.</summary>
public abstract class MessagingContract
{
    /// <summary>A queue that no other test uses.</summary>
    internal PartitionedQueue Queue { get; } = new($"test-{Guid.NewGuid():N}", 4);

    [Fact]
    public async Task Messages_of_one_key_arrive_in_order_one_at_a_time()
    {
        var (now, most) = (0, 0);
        var receiver = new Receiver
        {
            Handle = async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Delay(Random.Shared.Next(3));
                Interlocked.Decrement(ref now);
            },
        };
        await using var host = await StartAsync(receiver);
        for (var i = 0; i < 40; i++)
            await host.SendAsync("K", i);

        await Eventually.HoldsAsync("all to arrive", () => Task.FromResult(receiver.Received.Count == 40));
        receiver.Received.Select(m => m.Number).ShouldBe(Enumerable.Range(0, 40));
        most.ShouldBe(1);
    }

    [Fact]
    public async Task Messages_of_different_keys_are_handled_in_parallel()
    {
        var both = new Barrier(2);
        var keys = Enumerable.Range(0, 100).Select(i => $"K-{i}").DistinctBy(Queue.PartitionOf).Take(2).ToArray();
        var receiver = new Receiver { Handle = _ => Task.Run(() => both.SignalAndWait(TimeSpan.FromSeconds(30)).ShouldBeTrue()) };
        await using var host = await StartAsync(receiver);
        await host.SendAsync(keys[0], 1);
        await host.SendAsync(keys[1], 2);
        await Eventually.HoldsAsync("both to arrive", () => Task.FromResult(receiver.Received.Count == 2));
    }

    [Fact]
    public async Task A_message_its_consumer_throws_at_does_not_hold_up_those_behind_it()
    {
        var receiver = new Receiver
        {
            Handle = m => m.Number == 1 ? throw new InvalidDataException("poison") : Task.CompletedTask,
        };
        await using var host = await StartAsync(receiver);
        foreach (var number in Enumerable.Range(0, 4))
            await host.SendAsync("K", number);
        await Eventually.HoldsAsync("the others to arrive", () => Task.FromResult(receiver.Received.Count == 3));
        receiver.Received.Select(m => m.Number).ShouldBe([0, 2, 3]);
    }

    [Fact]
    public async Task A_message_nobody_understands_does_not_hold_up_those_behind_it()
    {
        var receiver = new Receiver();
        await using var host = await StartAsync(receiver);
        await host.SendAsync("K", new Unheard("what?"));
        await host.SendAsync("K", 1);
        await Eventually.HoldsAsync("the other to arrive", () => Task.FromResult(receiver.Received.Count == 1));
    }

    [Fact]
    public async Task Answers_come_to_the_process_that_sent_the_message()
    {
        var receiver = new Receiver();
        await using var host = await StartAsync(receiver);
        await host.SendAsync("K", new Numbered("K", 1), answer: true);
        await Eventually.HoldsAsync("the answer", () => Task.FromResult(receiver.Answers.Contains(new Heard("K", 1))));
    }

    internal abstract Task<BusHost> StartAsync(Receiver receiver);
}

public sealed class InMemoryMessaging : MessagingContract
{
    internal override Task<BusHost> StartAsync(Receiver receiver) => BusHost.StartAsync(Queue, receiver, broker: null);
}
