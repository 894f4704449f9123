using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Facade.Cutover;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Simulation.Tests.Engine;
using Hub.Sync.Applying;
using Hub.Sync.Bonds;
using Hub.Sync.Messages;
using Hub.Sync.Streams;

namespace Hub.Simulation.Tests.Nodes;

/// <summary>The hub's store: its tables, and the statements on them that the SQL files hold.</summary>
internal sealed class HubTables(Agenda agenda, Trace trace, PlantedFault fault)
{
    private readonly List<RoutingSnapshot> _revisions = [new(1, ThePlan.Whole)];
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _lapses = new(StringComparer.Ordinal);
    private readonly Dictionary<RecordPair, Claimed> _claims = [];
    private readonly Dictionary<RecordPair, Bond> _bonds = [];
    private readonly HashSet<(string Stream, string Key, long Version, string Position)> _inbox = [];
    private readonly Dictionary<(string Stream, string Key), long> _versions = [];
    private readonly Dictionary<string, StreamRow> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<RecordPair, OpenConflict> _open = [];
    private readonly SortedDictionary<long, ChangeMessage> _parked = [];
    private readonly List<ChangeMessage> _dropped = [];
    private long _parkedIds;

    /// <summary>Raised with each new revision.</summary>
    public event Action<RoutingSnapshot>? Appended;

    public RoutingSnapshot Newest => _revisions[^1];

    public RouteState State => Newest.State(ThePlan.Route);

    public DateTimeOffset Now => agenda.GetUtcNow();

    /// <summary>Appends a revision in which the route stands otherwise, provided that the newest is the expected one.</summary>
    public RoutingSnapshot? Append(RoutingSnapshot expected, RouteState state, string why)
    {
        if (Newest.Revision != expected.Revision && fault != PlantedFault.RevisionNotCompared)
            return null;
        var revision = new RoutingSnapshot(
            Newest.Revision + 1, ThePlan.Whole, ImmutableDictionary<string, RouteState>.Empty.Add(ThePlan.Route, state));
        _revisions.Add(revision);
        trace.Add($"revision {revision.Revision}: {state} ({why})");
        Appended?.Invoke(revision);
        return revision;
    }

    public void Renew(string node, long revision, IReadOnlyDictionary<string, int> draining)
    {
        if (_leases.ContainsKey(node) && !IsLive(node))
            _lapses[node] = agenda.Now;
        _leases[node] = agenda.Now + NodeRegistry.Lease.TotalMilliseconds;
        _nodes[node] = new Node(node, node, "", "facade, sync", "", default, true, revision, draining);
    }

    public void Leave(string node)
    {
        _nodes.Remove(node);
        _leases.Remove(node);
    }

    /// <summary>Whether a node has been without a lease, by the store's clock, at any time since then.</summary>
    public bool HasLapsed(string node, double since) => !IsLive(node) || _lapses.GetValueOrDefault(node, -1) > since;

    public bool IsLive(string node) => _leases.GetValueOrDefault(node) > agenda.Now;

    public IReadOnlyList<Node> Nodes() => [.. _nodes.Values.Select(n => n with { Live = IsLive(n.Id) })];

    /// <summary>Returns a bond and keeps the record's other direction waiting; busy where that one is under way.</summary>
    public (Bond? Bond, bool IsBusy) Claim(RecordPair pair, string stream, JsonObject? content)
    {
        if (!_bonds.TryGetValue(pair, out var bond))
            return default;
        var claim = _claims.GetValueOrDefault(pair);
        if (claim is not null && claim.Stream != stream && claim.Until > agenda.Now
            && fault != PlantedFault.BothDirectionsAtOnce)
            return (null, true);
        var tried = claim?.Content is { } said && fault != PlantedFault.OutcomeForgotten
            ? new TriedContent(said, claim.Stream == stream)
            : null;
        var until = agenda.Now + BondedCall.LongestClaim(TheOptions.Sync).TotalMilliseconds;
        _claims[pair] = new Claimed(stream, until, content, claim);
        return (_bonds[pair] = bond with { Revision = bond.Revision + 1, Tried = tried }, false);
    }

    public bool Release(Bond claimed)
    {
        if (_bonds.GetValueOrDefault(claimed.Pair)?.Revision != claimed.Revision)
            return false;
        var claim = _claims[claimed.Pair];
        if (claim.Before is { } before)
            _claims[claimed.Pair] = before with { Until = 0, Before = null };
        else
            _claims.Remove(claimed.Pair);
        return true;
    }

    /// <summary>Whether nobody has claimed or written a bond since it was read.</summary>
    public bool IsLast(Bond? bond) => bond is null || _bonds.GetValueOrDefault(bond.Pair)?.Revision == bond.Revision;

    /// <summary>Keeps a conflict that waits for a person, in the place of the record's last one.</summary>
    public void KeepOpen(RecordPair pair, OpenConflict conflict)
    {
        if (fault != PlantedFault.ParkedNotReplaced || !_open.ContainsKey(pair))
            _open[pair] = conflict;
    }

    /// <summary>Returns the conflict of a record that waits for a person, or null.</summary>
    public OpenConflict? FindOpen(string key) => _open.GetValueOrDefault(new RecordPair(ThePlan.Entity, key, key));

    public void SeedBond(Bond bond) => _bonds[bond.Pair] = bond;

    public InboxStanding StandingOf(ChangeMessage message) => Inbox.StandingOf(
        _inbox.Contains(RowOf(message)),
        _versions.TryGetValue((message.Stream, message.Key), out var version) ? version : null,
        message.Version);

    /// <summary>Commits a change that is older than what the target has.</summary>
    public bool CommitSuperseded(ChangeMessage message) => _inbox.Add(RowOf(message));

    /// <summary>
    /// Commits a change that was applied, with its bond; false where the bond was written since it was read. Whatever is parked
    /// of its record and is no later is done with.
    /// </summary>
    /// <param name="message">The change.</param>
    /// <param name="write">What is remembered of the record; null for nothing.</param>
    /// <param name="overtakes">The changes that a deletion has overtaken; null for none.</param>
    /// <param name="parked">The parked change that it is a replay of; null for none.</param>
    public bool CommitApplied(ChangeMessage message, BondWrite? write, OvertakenChanges? overtakes = null, long? parked = null)
    {
        if (parked is { } id ? !_parked.ContainsKey(id) : _inbox.Contains(RowOf(message)))
            return true;
        if (write is { Bond: var read } && (_bonds.GetValueOrDefault(read.Pair)?.Revision ?? 0) != read.Revision)
            return false;
        _inbox.Add(RowOf(message));
        foreach (var (done, _) in _parked.Where(p => IsOf(p.Value, message) && p.Value.Version <= message.Version).ToList())
            _parked.Remove(done);
        Guard(message.Stream, message.Key, message.Version);
        if (overtakes is not null && fault != PlantedFault.DeletionOvertakesNothing)
            Guard(overtakes.Stream, overtakes.Key, overtakes.Version);
        if (write is not { Bond: var bond })
            return true;
        if (write.Forgets)
        {
            _bonds.Remove(bond.Pair);
            _claims.Remove(bond.Pair);
            return true;
        }

        // What the other direction tried is not known by this outcome.
        if (_claims.Remove(bond.Pair, out var claim) && claim.Before is { } before && before.Stream != claim.Stream)
            _claims[bond.Pair] = before with { Until = 0, Before = null };
        _bonds[bond.Pair] = bond with { Revision = (_bonds.GetValueOrDefault(bond.Pair)?.Revision ?? 0) + 1 };
        return true;
    }

    /// <summary>Returns the latest version of a record that was applied or that a deletion overtook; null for none.</summary>
    public long? FindVersion(string stream, string key) =>
        _versions.TryGetValue((stream, key), out var version) ? version : null;

    /// <summary>Parks a change; returns its id, null where it was handled already.</summary>
    public long? CommitParked(ChangeMessage message)
    {
        if (fault != PlantedFault.ParkedNotHandled && !_inbox.Add(RowOf(message)))
            return null;
        _parked.Add(++_parkedIds, message);
        return _parkedIds;
    }

    public bool IsParked(long id) => _parked.ContainsKey(id);

    /// <summary>Takes a parked change out, as the target has a later one.</summary>
    public bool Unpark(long id) => _parked.Remove(id);

    /// <summary>A person gives a parked change up.</summary>
    public void Drop(long id)
    {
        if (!_parked.Remove(id, out var message))
            return;
        trace.Add($"{message.Stream} v{message.Version} of {message.Key} is dropped");
        if (fault != PlantedFault.DroppedNotNamed)
            _dropped.Add(message);
        var pair = new RecordPair(ThePlan.Entity, message.Key, message.Key);
        if (fault == PlantedFault.DroppedTakenForAgreed && message.ToChange().Content is { } content && _bonds.ContainsKey(pair))
        {
            var agreed = ContractJson.Without(content, ["id"]);
            _bonds[pair] = _bonds[pair] with { Agreed = new AgreedContent(ContractJson.HashOf(agreed), agreed) };
        }
    }

    /// <summary>Whether a change of a record is parked, or was dropped, and no later one of its side went over.</summary>
    public bool IsNamed(string stream, string key) => _parked.Values.Concat(_dropped).Any(m =>
        m.Stream == stream && m.Key == key && !(FindVersion(stream, key) >= m.Version));

    private static bool IsOf(ChangeMessage one, ChangeMessage other) => one.Stream == other.Stream && one.Key == other.Key;

    private void Guard(string stream, string key, long version) =>
        _versions[(stream, key)] = Math.Max(_versions.GetValueOrDefault((stream, key)), version);

    public StreamRow Stream(string stream)
    {
        if (!_streams.TryGetValue(stream, out var row))
            _streams.Add(stream, row = new StreamRow());
        return row;
    }

    public StreamLease? Take(string stream)
    {
        var row = Stream(stream);
        if (row.LeaseUntil > agenda.Now)
            return null;
        (row.Epoch, row.LeaseUntil, row.Error) = (row.Epoch + 1, agenda.Now + TheOptions.Sync.Lease.TotalMilliseconds, null);
        return new StreamLease(stream, row.Epoch, row.Position);
    }

    public bool Renew(StreamLease lease, string? error) => Holding(lease, row =>
        (row.LeaseUntil, row.Error) = (agenda.Now + TheOptions.Sync.Lease.TotalMilliseconds, error));

    public bool Advance(StreamLease lease, StreamPosition to) => Holding(lease, row => row.Position = to);

    public bool Pass(StreamLease lease, long number) => Holding(lease, row => row.Passed = number);

    public long Barrier(string stream) => Stream(stream) is { } row && row.Barrier > row.Passed ? row.Barrier : 0;

    public long RaiseBarrier(IEnumerable<string> streams)
    {
        var number = _streams.Values.Max(s => s.Barrier) + 1;
        foreach (var stream in streams)
            Stream(stream).Barrier = number;
        return number;
    }

    private static (string, string, long, string) RowOf(ChangeMessage message) =>
        (message.Stream, message.Key, message.Version, message.Position);

    private bool Holding(StreamLease lease, Action<StreamRow> write)
    {
        var row = Stream(lease.Stream);
        if (row.Epoch != lease.Epoch)
            return false;
        write(row);
        return true;
    }

    private sealed record Claimed(string Stream, double Until, JsonObject? Content, Claimed? Before);

    internal sealed class StreamRow
    {
        public StreamPosition Position { get; set; } = new(null, 0);

        public long Epoch { get; set; }

        public double LeaseUntil { get; set; } = -1;

        public string? Error { get; set; }

        public long Barrier { get; set; }

        public long Passed { get; set; }
    }
}

/// <summary>What both sides held when a conflict was found that waits for a person; null for no record.</summary>
internal sealed record OpenConflict(JsonObject? Legacy, JsonObject? New);
