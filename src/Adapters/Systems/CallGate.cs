using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>
/// Lets calls to one system through, within this node's share of what the plan allows over all nodes. Who comes too
/// soon waits, but not for ever: interactive calls go first, each in the order it came.
/// </summary>
internal sealed class CallGate(TimeProvider time) : IDisposable
{
    // Of two that wait, this many interactive calls pass before one of the others does, so that those go on at all.
    private const int InteractiveInARow = 8;
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _interactive = [];
    private readonly LinkedList<Waiter> _background = [];
    private readonly CallRate _rate = new();
    private readonly CallPace _pace = new();
    private ITimer? _nextToken;
    private CallShare _share = new(SystemLimits.Default, 1);
    private int _inFlight;
    private int _backgroundInFlight;
    private int _inARow;

    /// <summary>Calls that are with the system now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Calls that wait for their turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _interactive.Count + _background.Count;
        }
    }

    /// <summary>Calls that may be with the system at once, from this node.</summary>
    public int Places => _share.Places;

    /// <summary>Holds to another share from now on; calls under way beyond it end first.</summary>
    public void Hold(CallShare share)
    {
        lock (_lock)
        {
            _share = share;
            _rate.Change(share.Rate);
            LetThrough();
        }
    }

    /// <summary>Makes a call in its turn.</summary>
    /// <param name="priority">Who waits for it.</param>
    /// <param name="patience">How long it waits for its turn; then it is <see cref="Busy"/>, and nothing was sent.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<SystemOutcome> RunAsync(
        CallPriority priority, TimeSpan patience, Func<Task<SystemOutcome>> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!TryEnter(priority) && !await EnterAsync(priority, patience, cancellation))
            return new Busy(RetryAfter());
        var started = time.GetTimestamp();
        try
        {
            return await call();
        }
        finally
        {
            Leave(priority, time.GetElapsedTime(started));
        }
    }

    public void Dispose()
    {
        _nextToken?.Dispose();
        _rate.Dispose();
    }

    /// <summary>Where nobody waits and there is a place, nobody has to take turns, and nothing is made for it.</summary>
    private bool TryEnter(CallPriority priority)
    {
        lock (_lock)
        {
            if (_interactive.Count + _background.Count > 0 || _inFlight >= _share.Places
                || (priority == CallPriority.Background && _backgroundInFlight >= _share.BackgroundPlaces) || !_rate.TryTake())
                return false;
            Enter(priority);
            _inARow = 0;
            return true;
        }
    }

    private void Enter(CallPriority priority)
    {
        _inFlight++;
        if (priority == CallPriority.Background)
            _backgroundInFlight++;
    }

    private async Task<bool> EnterAsync(CallPriority priority, TimeSpan patience, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (_lock)
        {
            waiter = new Waiter(priority);
            (priority == CallPriority.Interactive ? _interactive : _background).AddLast(waiter.Place);
            LetThrough();
        }

        if (waiter.Passed.IsCompleted)
            return true;
        using var impatient = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatient.Token, cancellation);
        await using var giveUp = either.Token.Register(() => GiveUp(waiter));
        if (await waiter.Passed)
            return true;
        cancellation.ThrowIfCancellationRequested();
        return false;
    }

    private void Leave(CallPriority priority, TimeSpan took)
    {
        lock (_lock)
        {
            _inFlight--;
            if (priority == CallPriority.Background)
                _backgroundInFlight--;
            _pace.Took(took);
            LetThrough();
        }
    }

    private void GiveUp(Waiter waiter)
    {
        lock (_lock)
        {
            // Without a list it has passed meanwhile.
            if (waiter.Place.List is not { } list)
                return;
            list.Remove(waiter.Place);
            waiter.End(passed: false);
            LetThrough();
        }
    }

    private void LetThrough()
    {
        while (Next() is { } next)
        {
            if (!_rate.TryTake())
            {
                _nextToken ??= time.CreateTimer(_ => OnToken(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _nextToken.Change(_rate.Period, Timeout.InfiniteTimeSpan);
                return;
            }

            next.Place.List!.Remove(next.Place);
            Enter(next.Priority);
            _inARow = next.Priority == CallPriority.Background || _background.Count == 0 ? 0 : _inARow + 1;
            next.End(passed: true);
        }
    }

    private Waiter? Next()
    {
        if (_inFlight >= _share.Places)
            return null;
        var background = _backgroundInFlight < _share.BackgroundPlaces ? _background.First?.Value : null;
        return _interactive.First is { Value: var interactive } && (background is null || _inARow < InteractiveInARow)
            ? interactive
            : background;
    }

    private void OnToken()
    {
        lock (_lock)
            LetThrough();
    }

    private TimeSpan RetryAfter()
    {
        lock (_lock)
            return _pace.Estimate(_interactive.Count + 1, _share);
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource<bool> _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Waiter(CallPriority priority)
        {
            Priority = priority;
            Place = new LinkedListNode<Waiter>(this);
        }

        public CallPriority Priority { get; }

        public LinkedListNode<Waiter> Place { get; }

        public Task<bool> Passed => _passed.Task;

        public void End(bool passed) => _passed.SetResult(passed);
    }
}
