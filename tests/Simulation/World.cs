using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Simulation.Tests.Engine;
using Hub.Simulation.Tests.Nodes;
using Hub.Simulation.Tests.Sides;
using Hub.Sync.Bonds;
using Hub.Sync.Messages;

namespace Hub.Simulation.Tests;

/// <summary>How often, of a hundred times, something goes badly in a run; milliseconds where a time is meant.</summary>
internal sealed record Odds(
    int SlowWrites, int LateWrites, int SlowApplying, int Duplicates, int LostMessages, double SlowReads)
{
    /// <summary>A third of all runs knows none of them, so that orders of events are tried as well as failures.</summary>
    public static Odds Of(Chance chance) => chance.Is(33)
        ? new Odds(0, 0, 0, 0, 0, 10)
        : new Odds(chance.Below(20), chance.Below(12), chance.Below(20), chance.Below(15), chance.Below(6), chance.Even(5, 300));
}

/// <summary>Everything of one run: both sides, the hub's store, its nodes, the broker, and what is asserted of them.</summary>
internal sealed class World
{
    private readonly List<HubNode> _nodes = [];
    private int _started;
    private int _killed;
    private int _timedOut;

    public World(int seed, PlantedFault fault, bool isTraced)
    {
        (Chance, Fault) = (new Chance(seed), fault);
        (Rule, LegacyAhead) = RuleOf(seed);
        Trace = new Trace(Agenda, isTraced);
        Odds = Odds.Of(Chance);
        Ledger = new Ledger(Trace, Rule, LegacyAhead, Agenda);
        Legacy = new LegacySystem(Agenda, Ledger, LegacyAhead);
        New = new NewService(Agenda, Ledger, fault);
        Tables = new HubTables(Agenda, Trace, fault);
        Broker = new Broker(this);
        Tables.Appended += _ =>
        {
            foreach (var node in _nodes)
                node.Hear();
        };
    }

    public Agenda Agenda { get; } = new();

    /// <summary>The link's rule for conflicts in this run.</summary>
    public ConflictRule Rule { get; }

    /// <summary>How far legacy's clock is ahead of the hub's and the new side's.</summary>
    public TimeSpan LegacyAhead { get; }

    public Chance Chance { get; }

    public PlantedFault Fault { get; }

    public Trace Trace { get; }

    public Odds Odds { get; }

    public Ledger Ledger { get; }

    public LegacySystem Legacy { get; }

    public NewService New { get; }

    public HubTables Tables { get; }

    public Broker Broker { get; }

    /// <summary>When a rollback last took effect though writes may have been under way: they are foreign from then on.</summary>
    public double UndrainedAt { get; set; } = -1;

    public IReadOnlyList<HubNode> Nodes => _nodes;

    public Side Owner(string record) => Tables.Newest.Decide(ThePlan.Route, record, Caller.Unknown).Side;

    public void StartNode()
    {
        var node = new HubNode(this, $"node {++_started}");
        _nodes.Add(node);
        node.Start();
    }

    public void Kill(HubNode node)
    {
        Trace.Add($"{node.Process.Name} dies");
        node.Process.Die();
        Ledger.IsDisturbed |= ++_killed > 1;
        _nodes.Remove(node);
    }

    /// <summary>A call of a side is given up, and may have taken effect.</summary>
    public void TimedOut() => Ledger.IsDisturbed |= ++_timedOut > 1;

    /// <summary>Returns a node that runs, or null where none does.</summary>
    public HubNode? AnyNode()
    {
        var running = _nodes.Where(n => n.Process is { IsAlive: true, IsPaused: false }).ToList();
        return running.Count == 0 ? null : running[Chance.Below(running.Count)];
    }

    /// <summary>Makes a record that both sides hold and agree on.</summary>
    public void Seed(string key)
    {
        JsonObject Content() => new() { ["id"] = key, ["a"] = "0", ["b"] = "0", ["c"] = "0" };
        Legacy.Seed(key, Content());
        New.Seed(key, Content(), told: 1);
        var agreed = ContractJson.Without(Content(), ["id"]);
        var pair = new RecordPair(ThePlan.Entity, key, key);
        Tables.SeedBond(new Bond(pair, new AgreedContent(ContractJson.HashOf(agreed), agreed), 1, 1, Side.Legacy, Revision: 1));
    }

    /// <summary>A write takes effect; I1 where the owner's revision decided it.</summary>
    public void Put(Write write, Side side)
    {
        if (!write.IsForeign && side != Owner(write.Record))
            throw new BrokenPropertyException(
                $"I1: {write} takes effect at {side}, and revision {Tables.Newest.Revision} names {Owner(write.Record)}");
        if (side == Side.Legacy)
            Legacy.Put(write);
        else
            New.Put(write);
    }

    public long PositionOf(Side side) => side == Side.Legacy ? Legacy.Position : New.Position;

    public List<Change> Read(Side side, string? after, int limit) =>
        side == Side.Legacy ? Legacy.Read(after, limit) : New.Read(after, limit);

    /// <summary>A conflict is kept, with what both sides held; null for no record.</summary>
    public void Kept(string record, ImmutableArray<FieldConflict> fields, JsonObject? legacy, JsonObject? @new)
    {
        if (legacy is null || @new is null)
            Ledger.KeptWhole(record, legacy, @new);
        foreach (var field in fields)
            Ledger.Kept(record, field.Path, Ledger.Text(field.Arriving), Ledger.Text(field.Standing));
    }

    // Not drawn: the rest of a run is the same whatever the rule is.
    private static (ConflictRule Rule, TimeSpan LegacyAhead) RuleOf(int seed) => (seed % 20) switch
    {
        < 12 => (ConflictRule.Owner, TimeSpan.Zero),
        12 or 13 or 14 => (ConflictRule.Newer, TimeSpan.Zero),
        15 => (ConflictRule.Newer, TimeSpan.FromMilliseconds(700)),
        16 => (ConflictRule.Newer, TimeSpan.FromHours(1)),
        _ => (ConflictRule.Park, TimeSpan.Zero),
    };

    public JsonObject? ContentAt(Side side, string key) =>
        side == Side.Legacy ? Legacy.Find(key)?.Content : New.Find(key)?.Content;

    /// <summary>A change was parked: a person looks at it after a while, or never.</summary>
    public void Parked(ChangeMessage message, long id)
    {
        Trace.Add($"{message.Stream} v{message.Version} of {message.Key} is parked");
        Ledger.HeldBack(message.Key);
        if (Chance.Is(30))
            return;
        var replays = Chance.Is(50);
        Agenda.After(Chance.Time(300, 15_000), () =>
        {
            if (replays)
                Broker.Replay(message, id);
            else
                Tables.Drop(id);
        });
    }
}
