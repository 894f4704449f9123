using System.Threading.Channels;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Nodes;

/// <summary>Keeps each revision served, where the store it came from may be out of reach at the next start.</summary>
internal sealed partial class KeepingLastServed(
    CurrentRouting current, LastServed last, Stores stores, TimeProvider time, ILogger<KeepingLastServed> log)
    : SteadyService(time, log)
{
    // The newest only: what came before it need not be kept.
    private readonly Channel<RoutingSnapshot> _served = Channel.CreateBounded<RoutingSnapshot>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (!stores.AreShared)
            return;
        current.Changed += OnChanged;
        try
        {
            Keep(current.Snapshot);
            await foreach (var snapshot in _served.Reader.ReadAllAsync(stoppingToken))
                Keep(snapshot);
        }
        finally
        {
            current.Changed -= OnChanged;
        }
    }

    private void OnChanged(RoutingSnapshot snapshot, bool planChanged) => _served.Writer.TryWrite(snapshot);

    private void Keep(RoutingSnapshot snapshot)
    {
        try
        {
            last.Keep(snapshot);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(Log, snapshot.Revision, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "Revision {Revision} is served but not kept for a start without the store: {Reason}")]
    private static partial void LogNotKept(ILogger log, long revision, string reason);
}
