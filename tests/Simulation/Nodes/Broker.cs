using Hub.Simulation.Tests.Engine;
using Hub.Sync.Messages;
using Hub.Sync.Streams;

namespace Hub.Simulation.Tests.Nodes;

/// <summary>
/// The broker: a queue for each target and key with one active consumer, at least once. What a consumer did not finish is the
/// next one's first; a consumer that is silent for long loses its queue while it goes on. Words may be lost.
/// </summary>
internal sealed class Broker(World world)
{
    private const double GivesUpAfter = 3000;
    private static readonly double LivesFor = TheOptions.Sync.SendAgainAfter.TotalMilliseconds;
    private readonly SortedDictionary<(string Target, string Key), Queue> _queues = [];

    public bool IsEmpty => _queues.Values.All(q => q.Messages.Count == 0);

    public void Send(HubNode sender, SyncStream stream, ChangeMessage message)
    {
        if (world.Chance.Is(world.Odds.LostMessages))
            return;
        var copies = world.Chance.Is(world.Odds.Duplicates) ? 2 : 1;
        world.Agenda.After(world.Chance.Time(0.2, 10), () =>
        {
            var queue = QueueOf(stream, message);
            for (var copy = 0; copy < copies; copy++)
                queue.Messages.AddLast(new Message(sender, stream, message, world.Agenda.Now + LivesFor));
            Deliver(queue);
        });
    }

    /// <summary>Asks for a parked change to be put through once more, through the queue of its record.</summary>
    public void Replay(ChangeMessage message, long parked)
    {
        if (world.AnyNode() is not { } node)
            return;
        var stream = ThePlan.Streams.Single(s => s.Id == message.Stream);
        var queue = QueueOf(stream, message);
        queue.Messages.AddLast(new Message(node, stream, message, world.Agenda.Now + LivesFor, parked));
        Deliver(queue);
    }

    private Queue QueueOf(SyncStream stream, ChangeMessage message)
    {
        if (!_queues.TryGetValue((stream.To, message.Key), out var queue))
            _queues.Add((stream.To, message.Key), queue = new Queue());
        return queue;
    }

    private void Deliver(Queue queue)
    {
        if (queue.IsBusy)
            return;
        while (queue.Messages.First is { } first && first.Value.Until < world.Agenda.Now)
            queue.Messages.RemoveFirst();
        if (queue.Messages.First?.Value is not { } message)
            return;
        if (queue.Consumer is not { Process: { IsAlive: true, IsPaused: false } })
            queue.Consumer = world.AnyNode();
        if (queue.Consumer is not { } consumer)
        {
            world.Agenda.After(200, () => Deliver(queue));
            return;
        }

        queue.IsBusy = true;
        var delivery = ++queue.Delivery;
        consumer.Process.After(
            world.Chance.Time(0.2, 10), () => consumer.Applier.Take(message, () => End(queue, delivery, message)));
        Watch(queue, delivery, consumer, since: world.Agenda.Now);
    }

    private void End(Queue queue, long delivery, Message message)
    {
        if (queue.Delivery != delivery)
            return;
        (queue.IsBusy, queue.Delivery) = (false, delivery + 1);
        // An acknowledgement that is lost with its connection brings the message once more.
        if (!world.Chance.Is(world.Odds.Duplicates))
            queue.Messages.Remove(message);
        Deliver(queue);
    }

    private void Watch(Queue queue, long delivery, HubNode consumer, double since) => world.Agenda.After(500, () =>
    {
        if (queue.Delivery != delivery)
            return;
        if (consumer.Process is { IsAlive: true, IsPaused: false })
            since = world.Agenda.Now;
        if (consumer.Process.IsAlive && world.Agenda.Now - since < GivesUpAfter)
        {
            Watch(queue, delivery, consumer, since);
            return;
        }

        (queue.IsBusy, queue.Consumer, queue.Delivery) = (false, null, delivery + 1);
        Deliver(queue);
    });

    /// <param name="Parked">The parked change that it is a replay of; null for none.</param>
    internal sealed record Message(
        HubNode Sender, SyncStream Stream, ChangeMessage Change, double Until, long? Parked = null);

    private sealed class Queue
    {
        public LinkedList<Message> Messages { get; } = [];

        public HubNode? Consumer { get; set; }

        public bool IsBusy { get; set; }

        public long Delivery { get; set; }
    }
}
