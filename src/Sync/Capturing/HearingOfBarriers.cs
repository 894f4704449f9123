using Hub.Platform.Lifetime;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Sync.Streams;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Capturing;

/// <summary>Hears of the barriers that other processes raise, where the store is shared.</summary>
internal sealed class HearingOfBarriers(
    HubStore store, AwaitedBarriers awaited, TimeProvider time, ILogger<HearingOfBarriers> log) : SteadyService(time, log)
{
    protected override Task RunAsync(CancellationToken stoppingToken) => store.Database.ListenAsync(
        Barriers.Channel,
        entity =>
        {
            if (entity is not null)
                awaited.Notice(entity);
        },
        stoppingToken);
}
