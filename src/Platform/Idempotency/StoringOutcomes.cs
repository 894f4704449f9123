using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Idempotency;

/// <summary>Stores how writes ended that the store could not take at the time.</summary>
internal sealed class StoringOutcomes(IdempotentWrites writes, TimeProvider time, ILogger<StoringOutcomes> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, Time, stoppingToken);
                await writes.StoreOutcomesAsync();
            }
        }
        finally
        {
            await writes.StoreOutcomesAsync();
        }
    }
}
