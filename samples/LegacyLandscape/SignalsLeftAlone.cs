namespace LegacyLandscape;

/// <summary>Replaces the host's own console lifetime: when to end is the program's decision, or the test's that hosts it.</summary>
internal sealed class SignalsLeftAlone : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
