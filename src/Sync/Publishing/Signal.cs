namespace Hub.Sync.Publishing;

/// <summary>Wakes the one loop that waits for it; set twice before the loop looks, it wakes it once more for nothing.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0);

    public void Set()
    {
        if (_set.CurrentCount == 0)
            _set.Release();
    }

    public Task WaitAsync(CancellationToken cancellation) => _set.WaitAsync(cancellation);

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _set.WaitAsync(atMost, cancellation);

    public void Dispose() => _set.Dispose();
}
