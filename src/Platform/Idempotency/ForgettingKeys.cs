using Hub.Platform.Nodes;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Idempotency;

/// <summary>Forgets idempotency keys in time, whether or not anybody sends another one.</summary>
internal sealed class ForgettingKeys(IdempotentWrites writes, TimeProvider time, ILogger<ForgettingKeys> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await writes.SweepAsync();
    }
}
