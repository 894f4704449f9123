using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Messaging;

/// <summary>
/// A queue cut into partitions that each take one message at a time: messages of one key are never handled in
/// parallel, messages of different keys mostly are.
/// </summary>
/// <param name="Name">The queue's name: <c>sync</c>, whose partitions are <c>sync-0</c>, <c>sync-1</c>, …</param>
/// <param name="Partitions">How many partitions, at least 1.</param>
public sealed record PartitionedQueue(string Name, int Partitions)
{
    /// <summary>The name of one partition's queue.</summary>
    public string QueueName(int partition) => $"{Name}-{partition}";

    /// <summary>The partition of a key: the same in every process and on every machine.</summary>
    public int PartitionOf(string key)
    {
        // string.GetHashCode differs from one process to the next.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return (int)(BinaryPrimitives.ReadUInt32LittleEndian(hash) % (uint)Partitions);
    }

    /// <summary>Where messages of a key are sent to.</summary>
    public Uri AddressOf(string key) => new($"queue:{QueueName(PartitionOf(key))}");
}
