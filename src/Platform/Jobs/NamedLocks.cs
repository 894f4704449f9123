namespace Hub.Platform.Jobs;

/// <summary>Locks by name within a process; one that nobody holds or waits for takes no memory.</summary>
internal sealed class NamedLocks
{
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>Takes a lock, which is free again when the result is disposed; null where it was not free in time.</summary>
    public IDisposable? TryTake(string name, TimeSpan patience)
    {
        Place? place;
        lock (_places)
        {
            if (!_places.TryGetValue(name, out place))
                _places[name] = place = new Place();
            place.Users++;
        }

        if (place.Gate.Wait(patience))
            return new Held(this, name, place);
        Forget(name, place);
        return null;
    }

    private void Forget(string name, Place place)
    {
        lock (_places)
        {
            if (--place.Users > 0)
                return;
            _places.Remove(name);
            place.Gate.Dispose();
        }
    }

    private sealed class Place
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }
    }

    private sealed class Held(NamedLocks locks, string name, Place place) : IDisposable
    {
        private bool _free;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _free, true))
                return;
            place.Gate.Release();
            locks.Forget(name, place);
        }
    }
}
