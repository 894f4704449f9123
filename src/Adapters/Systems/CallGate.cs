using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Systems;

/// <summary>
/// Lets calls to one system through, within this node's share of what the plan allows over all nodes. Who comes too
/// soon waits, but not for ever: interactive calls go first, their callers in turn, and no caller has so many places that
/// none is left for another.
/// </summary>
internal sealed class CallGate : IDisposable
{
    // Of two that wait, this many interactive calls pass before one of the others does, so that those go on at all.
    private const int InteractiveInARow = 8;
    private readonly Lock _lock = new();
    private readonly FairQueue _interactive = new();
    private readonly LinkedList<CallWaiter> _background = [];
    private readonly FairPlaces _fair = new();
    private readonly Func<CallerKey, bool> _may;
    private readonly Func<CallerKey, bool> _mayMember;
    private readonly TimeProvider _time;
    private readonly CallRate _rate = new();
    private readonly CallPace _pace = new();
    private ITimer? _nextToken;
    private CallShare _share = new(SystemLimits.Default, 1);
    private int _inFlight;
    private int _backgroundInFlight;
    private int _inARow;
    private bool _ended;

    public CallGate(TimeProvider time)
    {
        _time = time;
        _may = caller => _fair.MayEnter(caller, FairlyShared, _share.PerCaller);
        _mayMember = caller => _fair.MayMemberEnter(caller, FairlyShared, _share.PerCaller);
    }

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
    /// <param name="turn">Who waits for it.</param>
    /// <param name="patience">How long it waits for its turn; then it is <see cref="Busy"/>, and nothing was sent.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<SystemOutcome> RunAsync(
        CallTurn turn, TimeSpan patience, Func<Task<SystemOutcome>> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!TryEnter(turn) && !await EnterAsync(turn, patience, cancellation))
            return new Busy(RetryAfter());
        var started = _time.GetTimestamp();
        try
        {
            return await call();
        }
        finally
        {
            Leave(turn, _time.GetElapsedTime(started));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            // Timers that are about to fire find an end, and nobody is left waiting.
            _ended = true;
            while (_interactive.Next(_ => true, _ => true) is { } waiter)
            {
                _interactive.Remove(waiter);
                waiter.End(passed: false);
            }

            foreach (var waiter in _background)
                waiter.End(passed: false);
            _background.Clear();
            _nextToken?.Dispose();
            _rate.Dispose();
        }
    }

    // What sync holds is not the callers' to share.
    private int FairlyShared => _share.Places - _backgroundInFlight;

    /// <summary>Where nobody waits and there is a place, nobody has to take turns, and nothing is made for it.</summary>
    private bool TryEnter(CallTurn turn)
    {
        lock (_lock)
        {
            if (_ended || _interactive.Count + _background.Count > 0 || _inFlight >= _share.Places
                || !(turn.Priority == CallPriority.Background ? MayBackground : _may(turn.Caller) && _mayMember(turn.Caller))
                || !_rate.TryTake())
                return false;
            Enter(turn);
            _inARow = 0;
            return true;
        }
    }

    private bool MayBackground => _backgroundInFlight < _share.BackgroundPlaces
        && _backgroundInFlight < Math.Max(1, (int)((_share.Places - _fair.Held) * _share.PerCaller));

    private void Enter(CallTurn turn)
    {
        _inFlight++;
        if (turn.Priority == CallPriority.Background)
            _backgroundInFlight++;
        else
            _fair.Enter(turn.Caller);
    }

    private async Task<bool> EnterAsync(CallTurn turn, TimeSpan patience, CancellationToken cancellation)
    {
        var waiter = new CallWaiter(turn);
        lock (_lock)
        {
            if (_ended)
                return false;
            if (turn.Priority == CallPriority.Interactive)
                _interactive.Add(waiter);
            else
                _background.AddLast(waiter.Place);
            LetThrough();
        }

        if (waiter.Passed.IsCompleted)
            return true;
        using var impatient = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatient.Token, cancellation);
        await using var giveUp = either.Token.Register(() => GiveUp(waiter));
        if (await waiter.Passed)
            return true;
        cancellation.ThrowIfCancellationRequested();
        return false;
    }

    private void Leave(CallTurn turn, TimeSpan took)
    {
        lock (_lock)
        {
            _inFlight--;
            if (turn.Priority == CallPriority.Background)
                _backgroundInFlight--;
            else
                _fair.Leave(turn.Caller);
            _pace.Took(took);
            LetThrough();
        }
    }

    private void GiveUp(CallWaiter waiter)
    {
        lock (_lock)
        {
            // Without a list it has passed meanwhile.
            if (waiter.Place.List is not { } list)
                return;
            if (waiter.Turn.Priority == CallPriority.Interactive)
                _interactive.Remove(waiter);
            else
                list.Remove(waiter.Place);
            waiter.End(passed: false);
            LetThrough();
        }
    }

    private void LetThrough()
    {
        while (!_ended && Next() is { } next)
        {
            if (!_rate.TryTake())
            {
                _nextToken ??= _time.CreateTimer(_ => OnToken(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _nextToken.Change(_rate.Period, Timeout.InfiniteTimeSpan);
                return;
            }

            if (next.Turn.Priority == CallPriority.Interactive)
                _interactive.Pass(next);
            else
                _background.Remove(next.Place);
            Enter(next.Turn);
            _inARow = next.Turn.Priority == CallPriority.Background || _background.Count == 0 ? 0 : _inARow + 1;
            next.End(passed: true);
        }
    }

    private CallWaiter? Next()
    {
        if (_inFlight >= _share.Places)
            return null;
        var background = MayBackground ? _background.First?.Value : null;
        return (background is null || _inARow < InteractiveInARow) && _interactive.Next(_may, _mayMember) is { } interactive
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
}
