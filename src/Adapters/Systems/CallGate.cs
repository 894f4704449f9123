namespace Hub.Adapters.Systems;

/// <summary>How many calls may be in flight to one system; who comes later waits, but not for ever.</summary>
/// <param name="concurrency">Calls at once, at least 1.</param>
internal sealed class CallGate(int concurrency)
{
    private readonly SemaphoreSlim _places = new(concurrency);

    public int Concurrency { get; } = concurrency;

    /// <summary>Calls that have a place now.</summary>
    public int InFlight => Concurrency - _places.CurrentCount;

    /// <returns>False when no place became free in time.</returns>
    public async Task<bool> EnterAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        if (_places.Wait(0, CancellationToken.None))
            return true;
        using var patience = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await _places.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Leave() => _places.Release();
}
