namespace Hub.Host.Up;

/// <summary>How a node takes its leave.</summary>
/// <param name="Delay">
/// How long it goes on taking requests while it says that it is not ready, so that a load balancer can take it out.
/// </param>
/// <param name="Timeout">How long requests in flight may take to end after that.</param>
internal sealed record DrainOptions(TimeSpan Delay, TimeSpan Timeout)
{
    // Sync and the store's connections end after the last request.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>Cancelled when requests in flight are not to be waited for any longer.</summary>
    public CancellationToken Hurry { get; init; }

    /// <summary>All of it.</summary>
    public TimeSpan Whole => Delay + Timeout + Rest;
}
