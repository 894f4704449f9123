using Hub.Platform.Lifetime;
using Microsoft.Extensions.Hosting;

namespace Hub.Host.Up;

/// <summary>
/// SIGTERM: the node says at once that it is not ready and goes on for a while, then asks WebSockets to close and
/// takes no more; <see cref="DrainingServer"/> lets what is in flight end.
/// </summary>
internal sealed class Draining(Readiness readiness, DrainOptions options, IHostApplicationLifetime host, TimeProvider time)
    : IHostedLifecycleService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        host.ApplicationStopping.Register(readiness.Drain);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Drain();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, options.Hurry);
        await Task.Delay(options.Delay, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        readiness.Close();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
