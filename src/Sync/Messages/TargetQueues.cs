using System.Security.Cryptography;
using System.Text;
using Hub.Platform.Messaging;
using Hub.ServiceKit.Hosting;
using Hub.Sync.Streams;

namespace Hub.Sync.Messages;

/// <summary>
/// The queues that changes go through, each target's its own: a target that hangs occupies its own partitions and no other's.
/// </summary>
internal sealed class TargetQueues(PartitionedQueues queues, BusAddresses addresses, SyncOptions options)
{
    /// <summary>The queue of a stream's target: <c>sync-adapter-erp</c>, or <c>sync-address-</c> and a hash.</summary>
    public PartitionedQueue Of(string stream) => new($"sync-{NameOf(SyncStream.TargetOf(stream))}", options.Partitions);

    /// <summary>Returns the partition that a record's changes go through.</summary>
    /// <param name="stream">The stream's id.</param>
    /// <param name="key">The record's key on the side that the stream reads from.</param>
    public Uri AddressOf(string stream, string key) => addresses.Of(Of(stream), key);

    /// <summary>Receives the changes for all targets of the streams in this process.</summary>
    public void Receive(IEnumerable<SyncStream> streams)
    {
        foreach (var stream in streams)
            queues.Connect(Of(stream.Id));
    }

    // An address has characters that no queue's name has, and may be long; its hash keeps two of them apart.
    private static string NameOf(string target) => SideName.Parse(target).IsHosted
        ? target.Replace(':', '-')
        : $"address-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)))[..16]}";
}
