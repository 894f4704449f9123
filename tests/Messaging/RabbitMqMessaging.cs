using Hub.Platform.Messaging;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Messaging.Tests;

/// <summary>What holds in one process, and what several processes on one broker rely on.</summary>
public sealed class RabbitMqMessaging : MessagingContract, IDisposable
{
    private readonly List<TcpDoor> _doors = [];

    [Fact]
    public async Task Messages_of_one_key_arrive_in_order_whichever_of_two_processes_receives_them()
    {
        var (order, now, together) = (new List<Numbered>(), new Dictionary<string, int>(), 0);
        async Task HandleAsync(Numbered message)
        {
            lock (order)
            {
                order.Add(message);
                if (!now.TryAdd(message.Key, 1))
                    together++;
            }

            await Task.Delay(Random.Shared.Next(3));
            lock (order)
                now.Remove(message.Key);
        }

        Receiver first = new() { Handle = HandleAsync }, second = new() { Handle = HandleAsync };
        await using var one = await StartAsync(first);
        await using var two = await StartAsync(second);
        for (var i = 0; i < 50; i++)
            foreach (var key in Enumerable.Range(0, 8))
                await (key % 2 == 0 ? one : two).SendAsync($"K-{key}", i);

        await Eventually.HoldsAsync("all to arrive", () => Task.FromResult(first.Received.Count + second.Received.Count == 400));
        together.ShouldBe(0);
        foreach (var key in order.GroupBy(m => m.Key))
            key.Select(m => m.Number).ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task What_a_process_was_at_when_it_died_comes_to_another_one_before_all_that_follows()
    {
        var (reached, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        var dying = new Receiver
        {
            Handle = m =>
            {
                if (m.Number < 3)
                    return Task.CompletedTask;
                reached.TrySetResult();
                return never.Task;
            },
        };
        var door = await OpenDoorAsync();
        var mortal = await StartAsync(dying, door.Port);
        await mortal.ConnectedAsync();
        var heir = new Receiver();
        await using var other = await StartAsync(heir);
        for (var i = 0; i < 10; i++)
            await other.SendAsync("K", i);
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        heir.Received.ShouldBeEmpty();
        door.Shut();

        await Eventually.HoldsAsync("the rest to arrive", () => Task.FromResult(heir.Received.Count == 7));
        heir.Received.Select(m => m.Number).ShouldBe(Enumerable.Range(3, 7));
        never.SetResult();
        await mortal.DisposeAsync();
    }

    [Fact]
    public async Task What_the_broker_accepted_survives_its_death()
    {
        var broker = await RabbitMqServer.SharedAsync();
        var go = new TaskCompletionSource();
        var receiver = new Receiver { Handle = _ => go.Task };
        await using var host = await StartAsync(receiver);
        for (var i = 0; i < 50; i++)
            await host.SendAsync($"K-{i % 5}", i);
        await broker.KillAsync();
        await broker.StartAgainAsync();
        go.SetResult();

        await Eventually.HoldsAsync(
            "all to arrive", () => Task.FromResult(receiver.Received.Select(m => m.Number).Distinct().Count() == 50));
        foreach (var key in receiver.Received.GroupBy(m => m.Key))
            key.Select(m => m.Number).Distinct().ShouldBeInOrder();
        // An answer given before this process's own queue is there again is lost; who wants one asks again, as sync does.
        await Eventually.HoldsAsync("answers to come again", async () =>
        {
            await host.SendAsync("K", new Numbered("K", 50), answer: true);
            return receiver.Answers.Count > 0;
        });
    }

    [Fact]
    public async Task A_process_starts_without_the_broker_and_sends_once_it_is_there()
    {
        var door = await OpenDoorAsync(open: false);
        var receiver = new Receiver();
        await using var host = await StartAsync(receiver, door.Port);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Should.ThrowAsync<OperationCanceledException>(
            () => host.SendAsync("K", new Numbered("K", 1), cancellation: patience.Token).WaitAsync(TimeSpan.FromMinutes(1)));

        door.Open();
        await host.SendAsync("K", 2);
        await Eventually.HoldsAsync("the message", () => Task.FromResult(receiver.Received.Any(m => m.Number == 2)));
    }

    [Fact]
    public async Task Processes_that_count_partitions_differently_use_different_queues()
    {
        Receiver four = new(), eight = new();
        await using var one = await StartAsync(four);
        await using var two = await BusHost.StartAsync(
            Queue with { Partitions = 8 }, eight, RabbitMqAddress.Parse((await RabbitMqServer.SharedAsync()).Address));
        foreach (var key in Enumerable.Range(0, 20))
            await two.SendAsync($"K-{key}", key);
        await Eventually.HoldsAsync("all to arrive", () => Task.FromResult(eight.Received.Count == 20));
        four.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_password_is_never_logged_not_even_when_it_is_wrong()
    {
        var broker = await RabbitMqServer.SharedAsync();
        using var door = new TcpDoor(broker.Port);
        await using var host = await StartAsync(new Receiver(), door.Port);
        await host.SendAsync("K", 1);
        door.Shut();
        await Eventually.HoldsAsync(
            "the loss to be logged", () => Task.FromResult(host.Logged.Contains("127.0.0.1", StringComparison.Ordinal)));
        host.Logged.ShouldNotContain(broker.Password);

        await using var stranger = await BusHost.StartAsync(
            Queue, new Receiver(), RabbitMqAddress.Parse($"amqp://hub:not-the-password@127.0.0.1:{broker.Port}/"));
        await Eventually.HoldsAsync(
            "the refusal to be logged",
            () => Task.FromResult(stranger.Logged.Contains("ACCESS_REFUSED", StringComparison.Ordinal)));
        stranger.Logged.ShouldNotContain("not-the-password");
    }

    public void Dispose() => _doors.ForEach(d => d.Dispose());

    internal override async Task<BusHost> StartAsync(Receiver receiver)
    {
        var broker = await RabbitMqServer.SharedAsync();
        return await StartAsync(receiver, broker.Port);
    }

    private async Task<BusHost> StartAsync(Receiver receiver, int port) =>
        await BusHost.StartAsync(Queue, receiver, RabbitMqAddress.Parse((await RabbitMqServer.SharedAsync()).AddressAt(port)));

    private async Task<TcpDoor> OpenDoorAsync(bool open = true)
    {
        var door = new TcpDoor((await RabbitMqServer.SharedAsync()).Port, open);
        _doors.Add(door);
        return door;
    }
}
