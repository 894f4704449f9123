using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Simulation.Tests.Nodes;
using Hub.Sync.Bonds;

namespace Hub.Simulation.Tests;

/// <summary>How a run ended.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Broken">The property that it broke; null for none.</param>
/// <param name="Trace">What happened, where it was traced.</param>
/// <param name="Conflicts">How many writes were kept in conflicts.</param>
internal sealed record Outcome(int Seed, string? Broken, IReadOnlyList<string> Trace, int Conflicts);

/// <summary>
/// One run from one seed: writers, shifts and disturbances for a while, then nothing but the hub, until it has come to rest.
/// </summary>
internal sealed class Run
{
    private const double Busy = 25_000;
    private const double MostRest = 90_000;
    private static readonly string[] Fields = ["a", "b", "c"];
    private readonly World _world;
    private readonly List<string> _records = [];
    private readonly List<double> _shiftsAt = [];
    private int _handovers;
    private int _fields;
    private int _bursts;
    private int _open;
    private int _unknown;
    private bool _isOver;

    private Run(int seed, PlantedFault fault, bool isTraced) => _world = new World(seed, fault, isTraced);

    /// <summary>Makes a run.</summary>
    /// <param name="seed">All that is random in it comes from this number.</param>
    /// <param name="fault">The guard to leave out.</param>
    /// <param name="isTraced">Whether what happens is kept for people.</param>
    public static Outcome Of(int seed, PlantedFault fault = PlantedFault.None, bool isTraced = false)
    {
        var run = new Run(seed, fault, isTraced);
        string? broken = null;
        try
        {
            run.Prepare();
            while (!run._isOver && run._world.Agenda.RunNext())
            {
                // Each event follows from those before it.
            }
        }
        catch (BrokenPropertyException e)
        {
            broken = e.Message;
        }

        return new Outcome(seed, broken, run._world.Trace.Lines, run._world.Ledger.Writes.Count(w => w.IsInConflict));
    }

    private void Prepare()
    {
        var chance = _world.Chance;
        (_fields, _bursts) = chance.Is(30) ? (2, 80) : (3, 20);
        for (var n = 1 + chance.Below(2); n > 0; n--)
        {
            _records.Add($"C-{n}");
            _world.Seed($"C-{n}");
        }

        for (var n = 1 + chance.Below(3); n > 0; n--)
            _world.StartNode();
        Shift();
        foreach (var record in _records)
            for (var n = 1 + chance.Below(2); n > 0; n--)
                Begin($"client {n}", record, left: 3 + chance.Below(_bursts / 4));
        foreach (var record in _records)
            for (var n = chance.Is(50) ? 0 : 1 + chance.Below(4); n > 0; n--)
                _world.Agenda.After(AnyTime(), () => WriteAtOffice(record, Fields[chance.Below(_fields)]));
        Delete();
        Refuse();
        Disturb();
        _world.Agenda.After(Busy, Rest);
    }

    private double AnyTime() => _world.Chance.Is(50)
        ? _shiftsAt[_world.Chance.Below(_shiftsAt.Count)] + _world.Chance.Even(-1500, 500)
        : _world.Chance.Even(0, Busy);

    // In some runs records are deleted: by a client or by the office, or by both at nearly the same time; or the office edits
    // what a client deletes.
    private void Delete()
    {
        if (!_world.Chance.Is(30))
            return;
        foreach (var record in _records)
        {
            var at = AnyTime();
            if (_world.Chance.Is(60))
                _world.Agenda.After(at, () =>
                {
                    if (_world.AnyNode() is { } node)
                        WriteAt(node, _world.Ledger.Begin(record, Write.Whole, "deleting client"), () => { });
                });
            if (_world.Chance.Is(50))
                _world.Agenda.After(at + _world.Chance.Even(-3000, 3000), () => WriteAtOffice(record, Write.Whole));
            if (_world.Chance.Is(60))
                _world.Agenda.After(at + _world.Chance.Time(0, 1200), () => WriteAtOffice(record, Fields[0]));
        }
    }

    // In some runs legacy refuses values of the new side, for a while or for good.
    private void Refuse()
    {
        if (!_world.Chance.Is(25))
            return;
        _unknown = 25;
        _world.Legacy.RefusesUntil = _world.Chance.Is(50) ? double.MaxValue : _world.Chance.Even(0, Busy);
    }

    // Writes one after the other, each once the one before is answered, or is not any more.
    private void Begin(string client, string record, int left)
    {
        if (left == 0)
            return;
        _world.Agenda.After(Thinks(), () =>
        {
            if (_world.Agenda.Now > Busy - 1000)
                return;
            if (_world.AnyNode() is { } node)
                WriteAt(node, Edit(record, client), () => Begin(client, record, left - 1));
            else
                Begin(client, record, left);
        });
    }

    private Write Edit(string record, string client) => _world.Ledger.Begin(
        record, Fields[_world.Chance.Below(_fields)], client, _unknown > 0 && _world.Chance.Is(_unknown));

    private void WriteAt(HubNode node, Write write, Action then)
    {
        var isOver = false;
        _open++;
        _world.Agenda.After(20_000, () => End(isDone: false));
        node.Process.After(_world.Chance.Time(0.2, 10), () => node.Facade.Take(write, End));

        void End(bool isDone)
        {
            if (isOver)
                return;
            write.IsAcknowledged = isDone;
            (isOver, _open) = (true, _open - 1);
            then();
        }
    }

    // Some write in bursts, so that what one wrote is under way still when the next one follows.
    private double Thinks() =>
        _world.Chance.Is(_bursts) ? _world.Chance.Time(0, 150) : _world.Chance.Time(0, _bursts > 50 ? 7000 : 3000);

    private void WriteAtOffice(string record, string field)
    {
        var write = _world.Ledger.Begin(record, field, "office");
        (write.IsForeign, write.IsAcknowledged) = (true, true);
        _world.Put(write, Side.Legacy);
    }

    private void Shift()
    {
        var chance = _world.Chance;
        for (var n = 1 + chance.Below(4); n > 0; n--)
        {
            var at = chance.Even(500, Busy);
            Shift(at, chance.Is(50) ? Stage.New : Stage.Legacy);
            if (chance.Is(25))
                Shift(at + chance.Time(0, 200), chance.Is(50) ? Stage.New : Stage.Legacy);
        }

        if (chance.Is(70))
            Shift(chance.Even(100, 8000), Stage.New);
    }

    /// <summary>Shifts after a time: to a stage, or to the side that does not own the records then.</summary>
    private void Shift(double at, Stage? stage = null)
    {
        _shiftsAt.Add(at);
        _world.Agenda.After(at, () =>
        {
            if (_world.AnyNode() is { } node)
                new HandoverProcess(_world, node).Begin(
                    stage ?? (_world.Tables.State.Stage == Stage.New ? Stage.Legacy : Stage.New), $"h{++_handovers}");
        });
    }

    private void Disturb()
    {
        var chance = _world.Chance;
        if (chance.Is(40))
            return;
        Times(2, () => Any(n =>
        {
            n.Process.Pause(chance.Time(50, 9000));
            _world.Ledger.IsDisturbed = true;
        }));
        Times(3, () => Any(n =>
        {
            var cutOff = chance.Even(500, 12_000);
            n.Process.CutOff(cutOff);
            Shift(chance.Even(0, 6000));
            // Callers keep their connection to it.
            foreach (var record in _records)
                for (var after = chance.Even(0, 400); after < 1200; after += chance.Even(50, 400))
                    _world.Agenda.After(cutOff + after, () => WriteAt(n, Edit(record, "kept client"), () => { }));
        }));
        Times(2, () => Any(n =>
        {
            _world.Kill(n);
            _world.Agenda.After(chance.Time(300, 5000), _world.StartNode);
        }));
        Times(1, () =>
        {
            _world.Trace.Add($"legacy is down");
            _world.Legacy.GoDown(chance.Time(300, 14_000));
        });

        void Times(int most, Action act)
        {
            for (var n = chance.Below(most + 1); n > 0; n--)
                _world.Agenda.After(chance.Even(0, Busy), act);
        }

        void Any(Action<HubNode> act)
        {
            if (_world.AnyNode() is not { } node)
                return;
            act(node);
            _world.Trace.Add($"{node.Process.Name} is disturbed until {node.Process.DisturbedUntil:0}");
        }
    }

    private void Rest()
    {
        if (_open == 0 && IsAtRest())
        {
            Settle();
            _isOver = true;
            return;
        }

        if (_world.Agenda.Now > Busy + MostRest)
            throw new BrokenPropertyException(
                $"I6: the hub does not come to rest: {_world.Tables.State}, {_open} writes open, "
                + $"the broker is {(_world.Broker.IsEmpty ? "" : "not ")}empty");
        _world.Agenda.After(500, Rest);
    }

    private bool IsAtRest() => _world.Tables.State.Handover is null
        && _world.Broker.IsEmpty
        && ThePlan.Streams.All(s =>
            _world.Nodes.Select(n => n.Sync.Find(s.Id)).OfType<StreamReading>().LastOrDefault()?.IsAtRest == true);

    private void Settle()
    {
        foreach (var record in _records)
        {
            var (legacy, @new) = (_world.ContentAt(Side.Legacy, record), _world.ContentAt(Side.New, record));
            if (!AreSame(legacy, @new) && !IsShownToAPerson(record, legacy, @new) && !IsNamed(record))
                throw new BrokenPropertyException(
                    $"I6: the sides of {record} stay different: legacy {legacy?.ToJsonString() ?? "has none"}, "
                    + $"new {@new?.ToJsonString() ?? "has none"}");
        }

        _world.Ledger.Settle(
            (write, side) => _world.ContentAt(side, write.Record) is not { } there ? write.IsDeletion ? write.Value : null
                : write.IsDeletion ? null : Ledger.Text(there[write.Field]),
            (record, side) => _world.Tables.IsNamed(ThePlan.Streams.Single(s => s.Origin == side).Id, record));
    }

    private bool IsNamed(string record) => ThePlan.Streams.Any(s => _world.Tables.IsNamed(s.Id, record));

    private static bool AreSame(JsonObject? one, JsonObject? other) =>
        one is null || other is null ? one is null && other is null : ContractJson.AreSame(one, other);

    // Where a person decides, the sides differ until then, and all that they hold now is listed.
    private bool IsShownToAPerson(string record, JsonObject? legacy, JsonObject? @new)
    {
        if (_world.Rule != ConflictRule.Park || _world.Tables.FindOpen(record) is not { } open
            || !AreSame(WithoutId(legacy), open.Legacy) || !AreSame(WithoutId(@new), open.New))
            return false;
        _world.Ledger.List(record, legacy, @new);
        return true;
    }

    private static JsonObject? WithoutId(JsonObject? content) => content is null ? null : ContractJson.Without(content, ["id"]);
}
