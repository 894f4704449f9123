using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Hub.Platform.Lifetime;
using Hub.ServiceKit.Changes;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.OwnWrites;

/// <summary>
/// Writes to the store what this node's callers are told of: as many at once as come while the store writes. Until then the
/// node's own reads find it here.
/// </summary>
internal sealed partial class AcknowledgedWrites(WrittenRecords records, TimeProvider time, ILogger<AcknowledgedWrites> log)
    : SteadyService(time, log)
{
    private const int Most = 500;

    // What comes beyond is not noted: reads of these records may be behind, and nobody waits.
    private const int Queue = 10_000;

    private static readonly TimeSpan Forgetting = TimeSpan.FromMinutes(1);
    private readonly Channel<AcknowledgedWrite> _writes = Channel.CreateBounded<AcknowledgedWrite>(Queue);
    private readonly ConcurrentDictionary<(string Entity, string Name), AcknowledgedWrite> _waiting = new();

    /// <summary>Takes a write to be noted soon.</summary>
    public AcknowledgedWrite Add(AcknowledgedWrite write)
    {
        foreach (var name in write.Names)
            _waiting[(write.Entity, name)] = write;
        if (!_writes.Writer.TryWrite(write))
            End(write, isNoted: false);
        return write;
    }

    /// <summary>Returns the side of a write of one of these names that the store does not have yet; else null.</summary>
    public Side? Find(string entity, IReadOnlyList<string> names)
    {
        foreach (var name in names)
            if (_waiting.TryGetValue((entity, name), out var write))
                return write.Side;
        return null;
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var forgotten = Time.GetTimestamp();
        var batch = new List<AcknowledgedWrite>(Most);
        while (await _writes.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < Most && _writes.Reader.TryRead(out var write))
                batch.Add(write);
            await SaveAsync(batch);
            batch.Clear();
            if (Time.GetElapsedTime(forgotten) < Forgetting)
                continue;
            await records.ForgetAsync();
            forgotten = Time.GetTimestamp();
        }
    }

    private async Task SaveAsync(List<AcknowledgedWrite> batch)
    {
        var isNoted = false;
        try
        {
            await records.SaveAsync(batch);
            isNoted = true;
        }
        catch (DbException e)
        {
            LogNotNoted(Log, batch.Count, e.Message);
        }
        finally
        {
            foreach (var write in batch)
                End(write, isNoted);
        }
    }

    private void End(AcknowledgedWrite write, bool isNoted)
    {
        foreach (var name in write.Names)
            _waiting.TryRemove(KeyValuePair.Create((write.Entity, name), write));
        write.Noted.TrySetResult(isNoted);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} writes are not noted; reads of these records may be behind for a moment: {Reason}")]
    private static partial void LogNotNoted(ILogger log, int count, string reason);
}
