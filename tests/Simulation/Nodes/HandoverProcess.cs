using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Handovers;
using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Simulation.Tests.Nodes;

/// <summary>A handover at the node that makes it, as <c>HandoverRun</c> runs it around the pure protocol.</summary>
internal sealed class HandoverProcess(World world, HubNode node)
{
    private const double GraceMilliseconds = 5000;
    private HandoverState _state = new();
    private RouteHandover _handover = null!;
    private RoutingSnapshot _hold = null!;
    private double _began;
    private double? _drainedSince;

    /// <summary>Begins a shift or a rollback, where the node's revision lets it.</summary>
    public void Begin(Stage stage, string id)
    {
        var served = node.Current.Snapshot;
        var state = served.State(ThePlan.Route);
        var isBack = stage == Stage.Legacy;
        var isIdle = state.Handover is null;
        if (isBack ? state.Stage == Stage.Legacy && isIdle : state.Stage != Stage.Legacy || !isIdle)
            return;
        node.Process.Store(() => world.Tables.Now, now =>
        {
            var until = now + ThePlan.Link.Hold + TimeSpan.FromMilliseconds(GraceMilliseconds);
            _handover = new RouteHandover(id, new RouteState(stage), isBack, until);
            node.Process.Store(
                () => world.Tables.Append(served, state with { Handover = _handover }, $"hold by {node.Process.Name}"),
                hold =>
                {
                    if (hold is null)
                        return;
                    node.Serve(hold);
                    (_hold, _began) = (hold, world.Agenda.Now);
                    Look();
                });
        });
    }

    /// <summary>Ends a handover whose time is over by the store's clock, as <c>HandoverKeeper</c> does.</summary>
    public void EndWhatHasRunOut()
    {
        var state = node.Current.Snapshot.State(ThePlan.Route);
        if (state.Handover is not { } handover || node.Process.IsCutOff)
            return;
        node.Process.Store(() => world.Tables.Now, now =>
        {
            if (Handover.EndOf(state, now) is not { } end
                || (world.Fault == PlantedFault.NotUndone && !handover.IsBack)
                || (world.Fault == PlantedFault.RollbackWaits && handover.IsBack))
                return;
            _handover = handover;
            if (handover.IsBack)
                (world.Ledger.IsForced, world.UndrainedAt) = (true, world.Agenda.Now);
            End(end, "its time is over");
        });
    }

    private void Look() => node.Follow(() => node.Process.Store(
        () => (Passages: Passages(), Nodes: world.Tables.Nodes()),
        seen =>
        {
            var passed = world.Agenda.Now - _began;
            var isOver = passed >= ThePlan.Link.Hold.TotalMilliseconds;
            var isGraceOver = passed >= ThePlan.Link.Hold.TotalMilliseconds + GraceMilliseconds;
            var sight = new HandoverSight(
                IsHeld: IsHeld || world.Fault == PlantedFault.RevisionNotCompared,
                _handover.IsBack,
                isOver && !(world.Fault == PlantedFault.RollbackWaits && _handover.IsBack),
                isGraceOver || world.Fault == PlantedFault.RollbackNotDrained,
                IsDrained(seen.Nodes),
                seen.Passages);
            Watch(seen.Nodes);
            (_state, var act) = Handover.Next(_state, sight);
            Act(act, sight);
        }));

    private bool IsDrained(IReadOnlyList<Node> nodes) => world.Fault switch
    {
        PlantedFault.NotDrained => true,
        PlantedFault.DeadNodeWaitedFor => Drained(nodes.Select(n => n with { Live = true })),
        _ => Drained(nodes),
    };

    private bool Drained(IEnumerable<Node> nodes) => Rollout.Of(_hold.Revision, [ThePlan.Route], nodes).Drained;

    // A handover waits for nodes that hold a lease, and for no others.
    private void Watch(IReadOnlyList<Node> nodes)
    {
        if (_state.Step != HandoverStep.Draining || !Drained(nodes))
            _drainedSince = null;
        else if ((_drainedSince ??= world.Agenda.Now) < world.Agenda.Now - 2000)
            throw new BrokenPropertyException("I7: a handover waits although each node with a lease has drained");
    }

    private void Act(HandoverAct act, HandoverSight sight)
    {
        switch (act)
        {
            case HandoverAct.RaiseBarrier:
                node.Process.Store(() => world.Tables.RaiseBarrier(ThePlan.Streams.Select(s => s.Id)), number =>
                {
                    world.Trace.Add($"barrier {number} for {_state.Step}");
                    _state = _state with { Barrier = number };
                    Look();
                });
                break;
            case HandoverAct.MoveOwner:
                if (_handover.IsBack && (_state.Barrier == 0 || sight.Passages.Any(p => p.Passed < _state.Barrier)))
                    world.Ledger.IsForced = true;
                if (sight is { IsDrained: false, IsGraceOver: true } && world.Fault != PlantedFault.RollbackNotDrained)
                    world.UndrainedAt = world.Agenda.Now;
                End(_handover.To, $"owner by {node.Process.Name}");
                break;
            case HandoverAct.PutBack:
                End(node.Current.Snapshot.State(ThePlan.Route) with { Handover = null }, $"put back by {node.Process.Name}");
                break;
            case HandoverAct.Wait:
                node.Process.After(20, Look);
                break;
        }
    }

    private Side Leaving => _handover.IsBack ? Side.New : Side.Legacy;

    private bool IsHeld => node.Current.Snapshot.State(ThePlan.Route).Handover?.Id == _handover.Id;

    private void End(RouteState to, string why) => node.Follow(() =>
    {
        var snapshot = node.Current.Snapshot;
        if (!IsHeld && world.Fault != PlantedFault.RevisionNotCompared)
            return;
        node.Process.Store(() => world.Tables.Append(snapshot, to, why), ended =>
        {
            if (ended is not null)
                node.Serve(ended);
        });
    });

    private List<LinkPassage> Passages() =>
        [.. ThePlan.Streams
            .Where(s => world.Fault != PlantedFault.OneDirectionCaughtUp || s.Origin != Leaving)
            .Select(s =>
            {
                var row = world.Tables.Stream(s.Id);
                var error = node.Sync.Find(s.Id) is { } reader ? reader.Error
                    : row.LeaseUntil < world.Agenda.Now ? "no process reads its changes at the moment" : row.Error;
                return new LinkPassage(s.Id, row.Passed, error, 0);
            })];
}
