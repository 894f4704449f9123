using Hub.ServiceKit.Changes;
using Hub.Sync.Messages;
using Hub.Sync.Publishing;
using Hub.Sync.Streams;

namespace Hub.Simulation.Tests.Nodes;

/// <summary>
/// One stream at work around the production's <see cref="ChangeWindow"/>: it reads, sends, keeps the position and the lease as
/// <c>CaptureLoop</c>, <c>PublishLoop</c> and <c>StreamRun</c> do.
/// </summary>
internal sealed class StreamReading
{
    private readonly World _world;
    private readonly HubNode _node;
    private readonly StreamLease _lease;
    private readonly ChangeWindow _window;
    private string? _after;
    private string? _captureError;
    private StreamPosition _kept;
    private long _passed;
    private bool _advances;
    private bool _waits;
    private bool _isAnnounced;
    private int _wait;
    private double _wakesAt = double.MaxValue;

    public StreamReading(World world, HubNode node, SyncStream stream, StreamLease lease)
    {
        (_world, _node, Stream, _lease) = (world, node, stream, lease);
        _window = new ChangeWindow(
            lease.Begin, TheOptions.Sync, world.Agenda, newestOnly: stream.Origin == Side.New, below: world.Chance.Below);
        (_after, _kept) = (lease.Begin.Position, lease.Begin);
        node.Current.Changed += (_, _) => Wake(_world.Chance.Time(0, 2));
        if (stream.Origin == Side.New)
            world.New.Announced += () => Wake(_world.Chance.Time(0.1, 5));
    }

    public SyncStream Stream { get; }

    public bool IsLost { get; private set; }

    public string? Error => _window.Oldest?.Error ?? _captureError;

    /// <summary>Whether all that its side holds is handled.</summary>
    public bool IsAtRest => _window.Count == 0 && _kept == _window.HandledUpTo
        && (_after ?? "0") == $"{_world.PositionOf(Stream.Origin)}";

    public void Start()
    {
        Capture();
        Renew();
    }

    /// <summary>Hears what became of a change.</summary>
    public void Answer(ChangeAnswer answer)
    {
        _window.Answer(answer);
        Pump();
    }

    private void Capture()
    {
        (_waits, _isAnnounced) = (false, false);
        _wait++;
        if (IsLost)
            return;
        if (_window.Free <= 0)
            _node.Process.After(20, Capture);
        else if (_node.IsMoving)
            _node.Process.Store(() => _world.Tables.Barrier(Stream.Id), Read);
        else
            Read(0);
    }

    private void Read(long barrier)
    {
        var limit = _window.Free;
        _world.Agenda.After(_world.Chance.Time(0.2, 15), () =>
        {
            if (Stream.Origin == Side.Legacy && _world.Legacy.IsDown)
            {
                _node.Process.After(_world.Chance.Even(50, 500), () =>
                {
                    _captureError = "the system cannot be reached";
                    Capture();
                });
                return;
            }

            var changes = _world.Read(Stream.Origin, _after, limit);
            _node.Process.After(
                _world.Chance.Time(0.2, _world.Odds.SlowReads), () => Got(changes, changes.Count < limit, barrier));
        });
    }

    private void Got(List<Change> changes, bool isAll, long barrier)
    {
        if (IsLost)
            return;
        _captureError = null;
        if (changes.Count > 0)
        {
            _window.Add(changes, Stream.Takes);
            _after = changes[^1].Position;
        }

        if (barrier > 0 && isAll)
            _window.Mark(barrier);
        if (barrier > 0 && isAll && _world.Fault == PlantedFault.BarrierPassedWhenRead)
            _node.Process.Store(() => _world.Tables.Pass(_lease, barrier), _ => { });
        Pump();
        if (changes.Count > 0 || _isAnnounced)
        {
            Capture();
            return;
        }

        _waits = true;
        var wait = ++_wait;
        _node.Process.After(_node.IsMoving ? 20 : 1000, () =>
        {
            if (wait == _wait)
                Capture();
        });
    }

    private void Wake(double soon)
    {
        _isAnnounced = true;
        var wait = _wait;
        if (_waits)
            _node.Process.After(soon, () =>
            {
                if (wait == _wait)
                    Capture();
            });
    }

    private void Pump()
    {
        if (IsLost)
            return;
        foreach (var pending in _window.TakeDue())
            _world.Broker.Send(_node, Stream, ChangeMessage.Of(Stream.Id, pending.Sequence, pending.Failures, pending.Change));
        Advance();
        var at = _world.Agenda.Now + _window.UntilDue().TotalMilliseconds + 0.01;
        if (_window.Count == 0 || at >= _wakesAt)
            return;
        _wakesAt = at;
        _node.Process.After(at - _world.Agenda.Now, () =>
        {
            _wakesAt = double.MaxValue;
            Pump();
        });
    }

    private void Advance()
    {
        if (_advances)
            return;
        var (barrier, reached) = (_window.Passed, _window.HandledUpTo);
        if (_world.Fault == PlantedFault.PositionBeforeHandled && _after is not null)
            reached = new StreamPosition(_after, reached.Sequence);
        if (reached == _kept && barrier == _passed)
            return;
        _advances = true;
        _node.Process.Store(
            () => _world.Tables.Advance(_lease, reached) && (barrier == _passed || _world.Tables.Pass(_lease, barrier)),
            isHeld =>
            {
                _advances = false;
                if (!isHeld)
                {
                    Lose();
                    return;
                }

                (_kept, _passed) = (reached, barrier);
                Advance();
            });
    }

    private void Renew()
    {
        if (IsLost)
            return;
        _node.Process.Store(() => _world.Tables.Renew(_lease, Error), isHeld =>
        {
            if (!isHeld)
                Lose();
        });
        _node.Process.After(TheOptions.Sync.Lease.TotalMilliseconds / 3, Renew);
    }

    private void Lose()
    {
        _world.Trace.Add($"{_node.Process.Name} has lost {Stream.Id}");
        IsLost = true;
    }
}
