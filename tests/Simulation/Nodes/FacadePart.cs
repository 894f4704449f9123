using Hub.Facade.Deciding;
using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Simulation.Tests.Nodes;

/// <summary>A node's facade: each write is counted in, passes the lease, is decided or held, and goes to its side.</summary>
internal sealed class FacadePart
{
    private readonly World _world;
    private readonly HubNode _node;
    private readonly RouteInFlight _inFlight;
    private readonly List<Request> _held = [];

    public FacadePart(World world, HubNode node)
    {
        (_world, _node) = (world, node);
        _inFlight = node.InFlight.Of(ThePlan.Route);
        node.Current.Changed += (_, _) =>
        {
            List<Request> held = [.. _held];
            _held.Clear();
            foreach (var request in held)
                node.Process.After(world.Chance.Time(0, 2), () => GoOn(request));
        };
    }

    /// <summary>Takes a write of a client.</summary>
    /// <param name="write">The write.</param>
    /// <param name="answered">Told whether it was acknowledged.</param>
    public void Take(Write write, Action<bool> answered)
    {
        var request = new Request(write, answered, _world.Agenda.Now) { Snapshot = _node.Current.Snapshot };
        if (_world.Fault != PlantedFault.CountedAfterDecided)
            Count(request);
        if (_node.Lease.Holds || _world.Fault == PlantedFault.LeaseNotChecked)
            Decide(request);
        else
            End(request, isDone: false);
    }

    private void Count(Request request)
    {
        request.Passage?.Leave();
        request.Passage = _inFlight.Enter(out var snapshot);
        request.Snapshot = snapshot;
    }

    private void Decide(Request request)
    {
        var (key, caller) = (request.Write.Record, Caller.Unknown);
        var flag = request.Snapshot.Flag(ThePlan.Route);
        var (verdict, owner) = LinkedWrite.Judge(flag, key, caller, flag.Decide(key, caller).Side);
        if (verdict == LinkedWriteVerdict.Waits && _world.Fault != PlantedFault.NoHold)
        {
            request.Owner = owner;
            Hold(request);
            return;
        }

        Send(request, owner);
    }

    private void Hold(Request request)
    {
        _world.Trace.Add($"{_node.Process.Name} holds {request.Write}");
        _held.Add(request);
        var left = ThePlan.Link.Hold.TotalMilliseconds - (_world.Agenda.Now - request.Since);
        _node.Process.After(left, () =>
        {
            if (_held.Remove(request))
                GoOn(request);
        });
    }

    private void GoOn(Request request)
    {
        if (_node.Current.Snapshot.Revision == request.Snapshot.Revision || !_node.Lease.Holds)
        {
            End(request, isDone: false);
            return;
        }

        Count(request);
        if (_world.Fault == PlantedFault.HeldByOldRevision)
            Send(request, request.Owner);
        else
            Decide(request);
    }

    private void Send(Request request, Side side)
    {
        var (chance, write, decidedAt) = (_world.Chance, request.Write, _world.Agenda.Now);
        var wasLive = _world.Tables.IsLive(_node.Process.Name);
        _world.Trace.Add($"{_node.Process.Name} sends {write} to {side} by revision {request.Snapshot.Revision}");
        _node.Process.After(chance.Is(_world.Odds.SlowWrites) ? chance.Time(0, 500) : chance.Time(0, 3), () =>
        {
            if (_world.Fault == PlantedFault.CountedAfterDecided)
                Count(request);
            var takes = chance.Is(_world.Odds.SlowWrites) ? chance.Time(50, 17_000) : chance.Time(0.5, 25);
            if (side == Side.Legacy && chance.Is(_world.Odds.LateWrites))
            {
                // Given up by the hub, and committed later all the same.
                _node.Process.After(takes, () => End(request, isDone: false));
                _world.Agenda.After(takes + chance.Time(1, 6000), () =>
                {
                    write.IsForeign = true;
                    _world.Put(write, side);
                });
                return;
            }

            _world.Agenda.After(takes, () =>
            {
                write.IsForeign = wasLive
                    && (_world.Tables.HasLapsed(_node.Process.Name, decidedAt) || _world.UndrainedAt >= decidedAt);
                _world.Put(write, side);
                _node.Process.After(chance.Time(0.2, 5), () => End(request, isDone: true));
            });
        });
    }

    private static void End(Request request, bool isDone)
    {
        request.Passage?.Leave();
        request.Passage = null;
        request.Answered(isDone);
    }

    private sealed record Request(Write Write, Action<bool> Answered, double Since)
    {
        public required RoutingSnapshot Snapshot { get; set; }

        public RouteInFlight.Passage? Passage { get; set; }

        public Side Owner { get; set; }
    }
}
