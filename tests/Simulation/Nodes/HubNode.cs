using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Hub.Simulation.Tests.Engine;

namespace Hub.Simulation.Tests.Nodes;

/// <summary>A process of the hub with all roles: its lease, the revision it serves, and its parts.</summary>
internal sealed class HubNode
{
    private static readonly Stores Shared = new(new DataFolder("none"), new StoreOptions { Postgres = "Host=none" });
    private readonly World _world;
    private bool _renews;
    private bool _woken;

    public HubNode(World world, string name)
    {
        _world = world;
        Process = new Process(world.Agenda, world.Chance, name);
        Current.Serve(world.Tables.Newest);
        InFlight = new InFlight(Current);
        Lease = new NodeLease(Shared, world.Agenda);
        Facade = new FacadePart(world, this);
        Sync = new SyncPart(world, this);
        Applier = new Applier(world, this);
        Current.Changed += (_, _) => Wake();
    }

    public Process Process { get; }

    public CurrentRouting Current { get; } = new();

    public InFlight InFlight { get; }

    public NodeLease Lease { get; }

    public FacadePart Facade { get; }

    public SyncPart Sync { get; }

    public Applier Applier { get; }

    public bool IsMoving => Current.Snapshot.State(ThePlan.Route).Handover is not null;

    /// <summary>As a node starts: its lease is in the store before it reads the revision that it answers by.</summary>
    public void Start()
    {
        Process.Store(() => Renewed(Current.Snapshot.Revision, new Dictionary<string, int>()), _ => Follow(() =>
        {
            Renew();
            FollowEach();
            KeepEach();
            Sync.Start();
        }));
    }

    /// <summary>Hears of a revision, unless the word is lost.</summary>
    public void Hear()
    {
        if (!_world.Chance.Is(10) && !Process.IsCutOff)
            Process.After(_world.Chance.Time(0.5, 40), () => Follow(() => { }));
    }

    /// <summary>Serves the store's newest revision.</summary>
    public void Follow(Action then) => Process.Store(() => _world.Tables.Newest, newest =>
    {
        Serve(newest);
        then();
    });

    public void Serve(RoutingSnapshot snapshot)
    {
        if (snapshot.Revision > Current.Snapshot.Revision)
            Current.Serve(snapshot);
    }

    private void FollowEach() => Process.After(_world.Chance.Even(950, 1100), () =>
    {
        if (!Process.IsCutOff)
            Follow(() => { });
        FollowEach();
    });

    private void KeepEach() => Process.After(1000, () =>
    {
        new HandoverProcess(_world, this).EndWhatHasRunOut();
        KeepEach();
    });

    // As NodeService: at once with each revision and with each write that ends, else every second.
    private void Renew()
    {
        _renews = true;
        _woken = false;
        if (Process.IsCutOff)
        {
            Process.After(1000, Renew);
            return;
        }

        var (revision, started) = (Current.Snapshot.Revision, _world.Agenda.GetTimestamp());
        var draining = InFlight.Before(revision);
        Process.Store(() => Renewed(revision, draining), _ =>
        {
            if (Lease.Holds || _world.Fault == PlantedFault.LeaseBeforeRevision)
                Kept();
            else
                Follow(Kept);

            void Kept()
            {
                Lease.Renewed(started);
                _renews = false;
                Look(revision, draining, _world.Agenda.Now);
            }
        });
    }

    private void Look(long revision, IReadOnlyDictionary<string, int> draining, double since)
    {
        if (_renews)
            return;
        var isSame = revision == Current.Snapshot.Revision
            && draining.GetValueOrDefault(ThePlan.Route) == InFlight.Before(revision).GetValueOrDefault(ThePlan.Route);
        if (_woken || !isSame || _world.Agenda.Now - since >= 1000)
            Renew();
        else
            Process.After(draining.Count > 0 ? 20 : 1000, () => Look(revision, draining, since));
    }

    private void Wake()
    {
        _woken = true;
        if (!_renews)
            Process.After(0, () =>
            {
                if (!_renews)
                    Renew();
            });
    }

    private bool Renewed(long revision, IReadOnlyDictionary<string, int> draining)
    {
        _world.Tables.Renew(Process.Name, revision, draining);
        return true;
    }
}
