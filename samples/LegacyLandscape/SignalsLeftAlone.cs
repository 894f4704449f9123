namespace LegacyLandscape;

/// <summary>Replaces the host's console lifetime: when to end is decided by the program, or by the test that hosts it.</summary>
internal sealed class SignalsLeftAlone : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
