using System.Collections.Concurrent;
using System.Threading.Channels;
using Hub.Facade.Evidence;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.LeftBehind;

/// <summary>
/// Picks the writes whose records are compared once sync has brought them to the other side, and bounds them. No caller waits
/// for one, and no write is ever sent again.
/// </summary>
internal sealed class LeftBehindWrites(RouteEvidence evidence, TimeProvider time)
{
    /// <summary>How many are answered, wait for sync or are read at once on this node.</summary>
    public const int Most = 64;

    /// <summary>How many of one route, so that a link that stands still leaves room for other routes.</summary>
    public const int MostOfRoute = Most / 2;

    private readonly Channel<LeftBehindWrite> _waiting = Channel.CreateBounded<LeftBehindWrite>(Most);
    private readonly ConcurrentDictionary<string, int> _ofRoutes = new(StringComparer.Ordinal);
    private int _count;

    public ChannelReader<LeftBehindWrite> Waiting => _waiting.Reader;

    /// <summary>The time.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Begins to watch a write; null where its record is not compared, which is counted.</summary>
    /// <param name="context">The request, before it is forwarded.</param>
    /// <param name="route">Its route.</param>
    /// <param name="reads">Finds the route that reads its record.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="side">The side that carries it out.</param>
    public WatchedWrite? Begin(HttpContext context, RoutePlan route, RecordReads reads, string plan, Side side)
    {
        if (WhyNot(route, reads, side) is { } why)
        {
            Skip(route.Id, plan, side, why);
            return null;
        }

        var ofRoute = _ofRoutes.AddOrUpdate(route.Id, 1, (_, n) => n + 1);
        if (Interlocked.Increment(ref _count) <= Most && ofRoute <= MostOfRoute)
            return new WatchedWrite(this, context, route, reads, plan, side);
        Drop(route.Id, plan, side, "too many others were waiting for sync");
        return null;
    }

    /// <summary>Takes a write whose caller has the answer.</summary>
    public void Take(LeftBehindWrite write) => _waiting.Writer.TryWrite(write);

    /// <summary>Counts some that are not compared, without having been begun.</summary>
    public void Skip(string route, string plan, Side side, string why, long count = 1) =>
        evidence.SkipLeftBehind(route, plan, side, why, count);

    /// <summary>Counts one that is not compared after all.</summary>
    public void Drop(string route, string plan, Side side, string why)
    {
        Skip(route, plan, side, why);
        Done(route);
    }

    /// <summary>Makes room for another one.</summary>
    public void Done(string route)
    {
        _ofRoutes.AddOrUpdate(route, 0, (_, n) => n - 1);
        Interlocked.Decrement(ref _count);
    }

    private static string? WhyNot(RoutePlan route, RecordReads reads, Side side) => route.Capability.Link switch
    {
        null => "no link: sync brings nothing of it to the other side",
        { BothWays: false } when side == Side.New => "no link back: sync brings nothing of it to the legacy side",
        _ => reads.Any ? null : "no key found: no route of the capability reads one record by its key on both sides",
    };
}

/// <summary>A write that was carried out, and whose record both sides are to be asked for.</summary>
/// <param name="Route">The route that wrote.</param>
/// <param name="Plan">The plan's hash.</param>
/// <param name="Side">The side that carried it out.</param>
/// <param name="Read">The route that reads the record.</param>
/// <param name="Path">The path of the record, percent-encoded.</param>
/// <param name="Headers">The caller's header fields, as far as a read may have them.</param>
/// <param name="Began">When it was about to be forwarded.</param>
/// <param name="At">When its caller had the answer.</param>
/// <param name="Id">The hub's id of it.</param>
internal sealed record LeftBehindWrite(
    RoutePlan Route, string Plan, Side Side, RoutePlan Read, string Path, CallersHead Headers, DateTimeOffset Began,
    DateTimeOffset At, string Id)
{
    /// <summary>The record's key, as the path names it.</summary>
    public string Key => Uri.UnescapeDataString(Path[(Path.LastIndexOf('/') + 1)..]);
}
