using Hub.Soap.Outcomes;

namespace Hub.Soap.Sessions;

/// <summary>
/// Sessions at one system. Shared: one, in which all calls are made at once. Or several, each lent to one call at a time,
/// as systems want it that work on one request per session. Of many callers who find a session over one logs in again.
/// </summary>
/// <param name="lives">How long a session is good for.</param>
/// <param name="size">How many there may be at once; null for a shared one.</param>
/// <param name="login">Opens one; not bound to whoever came first.</param>
/// <param name="logout">Ends one, as well as it can.</param>
/// <param name="time">What time it is.</param>
internal sealed class SessionPool(
    SessionLife lives, int? size, Func<Task<(Session? Session, SystemOutcome? Failure)>> login, Func<Session, Task> logout,
    TimeProvider time)
{
    // An account that is refused again and again gets locked. Until then the answer stays what it was.
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim? _free = size is { } places ? new(places, places) : null;
    private readonly Stack<Place> _idle = [];
    private readonly Place _shared = new();
    private DateTimeOffset? _refused;
    private bool _closed;

    /// <summary>A session for a call; one is opened where there is none.</summary>
    /// <param name="cancellation">Gives up.</param>
    public async Task<(Lease? Lease, SystemOutcome? Failure)> RentAsync(CancellationToken cancellation)
    {
        if (_free is not null)
            await _free.WaitAsync(cancellation);
        Place place;
        lock (_lock)
        {
            // The one used last: those not needed any more come to their end by themselves.
            place = _free is null ? _shared : _idle.TryPop(out var used) ? used : new Place();
            place.Users++;
        }

        var lease = new Lease(this, place);
        try
        {
            return await lease.OpenAsync(stale: null, cancellation) is { } failure ? (null, failure) : (lease, null);
        }
        finally
        {
            if (lease.Session is null)
                lease.Dispose();
        }
    }

    /// <summary>Ends all sessions: those lent out when they come back.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            return Task.WhenAll(_idle.Append(_shared).Where(p => p.Users == 0).Select(End));
        }
    }

    private async Task<SystemOutcome?> OpenAsync(Lease lease, Session? stale, CancellationToken cancellation)
    {
        Task<SystemOutcome?> opening;
        lock (_lock)
        {
            if (lease.Place.Session is { } session && session != stale && IsGood(lease.Place, session))
            {
                lease.Session = session;
                return null;
            }

            if (_refused is { } when && time.GetUtcNow() - when < AfterRefusal)
                return new Denied();
            opening = lease.Place.Opening ??= LogInAsync(lease.Place);
        }

        if (await opening.WaitAsync(cancellation) is { } failure)
            return failure;
        lock (_lock)
            lease.Session = lease.Place.Session;
        return lease.Session is null ? new Denied() : null;
    }

    private async Task<SystemOutcome?> LogInAsync(Place place)
    {
        // Off the lock.
        await Task.Yield();
        try
        {
            var (session, failure) = await login();
            lock (_lock)
            {
                (place.Session, place.LastUsed) = (session, time.GetUtcNow());
                _refused = failure is Denied ? time.GetUtcNow() : null;
            }

            return failure;
        }
        finally
        {
            lock (_lock)
                place.Opening = null;
        }
    }

    private bool IsGood(Place place, Session session)
    {
        var now = time.GetUtcNow();
        // The system counts from when it saw the last call, and its clock is its own.
        return now - place.LastUsed < lives.Idle * 0.9 && now - session.Opened < lives.Lifetime * 0.9;
    }

    private void Return(Lease lease, bool broken)
    {
        lock (_lock)
        {
            var place = lease.Place;
            place.Users--;
            place.LastUsed = time.GetUtcNow();
            // What the system is still busy with is no session for the next call.
            if (broken && _free is not null)
                place.Session = null;
            if (_closed && place.Users == 0)
                _ = End(place);
            if (_free is not null)
                _idle.Push(place);
        }

        _free?.Release();
    }

    private Task End(Place place)
    {
        var session = place.Session;
        place.Session = null;
        return session is null ? Task.CompletedTask : logout(session);
    }

    internal sealed class Place
    {
        public Session? Session { get; set; }

        public DateTimeOffset LastUsed { get; set; }

        public Task<SystemOutcome?>? Opening { get; set; }

        public int Users { get; set; }
    }

    /// <summary>A session lent to a call.</summary>
    internal sealed class Lease(SessionPool pool, Place place) : IDisposable
    {
        public Place Place { get; } = place;

        public Session? Session { get; set; }

        /// <summary>Whether the call may still be under way at the system.</summary>
        public bool Broken { get; set; }

        /// <summary>Takes a good session, or opens one in place of one that is over.</summary>
        public Task<SystemOutcome?> OpenAsync(Session? stale, CancellationToken cancellation) =>
            pool.OpenAsync(this, stale, cancellation);

        public void Dispose() => pool.Return(this, Broken);
    }
}
