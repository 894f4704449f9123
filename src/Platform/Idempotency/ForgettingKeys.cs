using System.Data.Common;
using Microsoft.Extensions.Hosting;

namespace Hub.Platform.Idempotency;

/// <summary>Forgets idempotency keys in time, whether or not anybody sends another one.</summary>
internal sealed class ForgettingKeys(IdempotentWrites writes, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await writes.SweepAsync();
            }
            catch (DbException)
            {
                // The next time will do.
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
