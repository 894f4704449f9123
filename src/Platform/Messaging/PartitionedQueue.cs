using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Messaging;

/// <summary>
/// A queue cut into partitions that each take one message at a time, in the order they were sent, however many
/// processes receive from it: messages of one key are never handled in parallel, messages of different keys mostly are.
/// </summary>
/// <param name="Name">The queue's name: <c>sync</c>, whose partitions are <c>sync-0-of-8</c>, <c>sync-1-of-8</c>, …</param>
/// <param name="Partitions">How many partitions, at least 1.</param>
public sealed record PartitionedQueue(string Name, int Partitions)
{
    /// <summary>
    /// The name of one partition's queue. It tells how many there are, for a key's partition depends on it: processes
    /// that have another number use other queues, and never find half of a key's messages in theirs.
    /// </summary>
    public string QueueName(int partition) => $"{Name}-{partition}-of-{Partitions}";

    /// <summary>The partition of a key: the same in every process and on every machine.</summary>
    public int PartitionOf(string key)
    {
        // string.GetHashCode differs from one process to the next.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return (int)(BinaryPrimitives.ReadUInt32LittleEndian(hash) % (uint)Partitions);
    }
}
