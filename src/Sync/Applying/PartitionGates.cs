using Hub.Platform.Messaging;

namespace Hub.Sync.Applying;

/// <summary>One change of a key at a time, also when a person replays one beside the queue.</summary>
internal sealed class PartitionGates(PartitionedQueue queue)
{
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, queue.Partitions).Select(_ => new SemaphoreSlim(1))];

    public async Task<T> EnterAsync<T>(string key, Func<Task<T>> inside, CancellationToken cancellation)
    {
        var gate = _gates[queue.PartitionOf(key)];
        await gate.WaitAsync(cancellation);
        try
        {
            return await inside();
        }
        finally
        {
            gate.Release();
        }
    }
}
