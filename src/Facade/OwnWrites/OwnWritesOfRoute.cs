using System.Data.Common;
using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hub.Facade.OwnWrites;

/// <summary>Notes a write route's acknowledged writes, or asks for them on behalf of a read route.</summary>
/// <param name="pattern">The route's path as the plan writes it.</param>
/// <param name="link">The link of its records.</param>
/// <param name="others">The reads of what a write route writes, or the writes of what a read route reads.</param>
/// <param name="acknowledged">Takes the writes to be noted.</param>
/// <param name="records">Knows them.</param>
/// <param name="identities">Is told of records made on the new side, whose keys mean nothing to a legacy system yet.</param>
/// <param name="lease">Tells whether the store is within reach.</param>
/// <param name="links">Tells how far the link is behind.</param>
internal sealed class OwnWritesOfRoute(
    string pattern, LinkPlan link, RoutePlan[] others, AcknowledgedWrites acknowledged, WrittenRecords records,
    IdentityMap identities, NodeLease lease, ILinks? links)
{
    // A store that stands still costs a write no more on account of somebody's later read.
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(1);

    // A busy machine takes its time; a node without the store for longer loses its lease, and asks no more.
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(5);
    private readonly RecordNames _names = new(pattern);

    /// <summary>
    /// Notes a write once its side has taken it. Where reads of the record stand at the other side, its caller hears of it only
    /// after every node can know.
    /// </summary>
    public void Note(HttpContext context, RoutingSnapshot snapshot, string? key, in Caller caller, Side side)
    {
        var isApart = StandApart(snapshot, key, caller, side);
        var names = _names.Of(key, context.Request.Path);
        context.Response.OnStarting(() => NoteAsync(context, names, side, isApart));
    }

    /// <summary>Returns the side that has to answer a read, as the one decided may be behind it; else the latter.</summary>
    /// <param name="context">The read.</param>
    /// <param name="snapshot">The revision that decides it.</param>
    /// <param name="key">Its cohort key, or null.</param>
    /// <param name="caller">What is known of its caller.</param>
    /// <param name="decided">The side that the route's flag names.</param>
    public ValueTask<Side> FindAsync(HttpContext context, RoutingSnapshot snapshot, string? key, in Caller caller, Side decided)
    {
        if (!StandApart(snapshot, key, caller, decided) || !lease.Holds)
            return ValueTask.FromResult(decided);
        var names = _names.Of(key, context.Request.Path);
        if (names.Count == 0)
            return ValueTask.FromResult(decided);
        return acknowledged.Find(link.Entity, names) is { } side ? ValueTask.FromResult(side) : FindAsync(names, decided);
    }

    private async ValueTask<Side> FindAsync(List<string> names, Side decided)
    {
        try
        {
            if (await records.FindAsync(link.Entity, names).WaitAsync(ReadPatience) is not { } written || written.Side == decided)
                return decided;
            string[] keys = [.. names.Select(RecordNames.KeyOf)];
            return written.Age <= link.ReadYourWrites
                || (links is not null
                    && await links.IsBehindAsync(link, written.Side, written.Age, keys).WaitAsync(ReadPatience))
                    ? written.Side
                    : decided;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            // An answer that may be behind is better than none.
            return decided;
        }
    }

    private async Task NoteAsync(HttpContext context, List<string> names, Side side, bool isApart)
    {
        if (context.Response.StatusCode is < 200 or >= 300)
            return;
        if (RecordNames.OfLocation(context.Response.Headers[HeaderNames.Location]) is { } made)
        {
            names.Add(made);
            if (side == Side.New && link.BothWays && context.Response.StatusCode == StatusCodes.Status201Created)
                await AwaitAsync(made[(made.LastIndexOf('/') + 1)..]);
        }

        if (names.Count == 0 || link.ReadYourWrites == TimeSpan.Zero)
            return;
        var write = acknowledged.Add(new AcknowledgedWrite(link.Entity, names, side));
        if (isApart)
            await ((Task)write.Noted.Task).WaitAsync(WritePatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AwaitAsync(string key)
    {
        try
        {
            await identities.AwaitAsync(link.Entity, key).WaitAsync(WritePatience);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            // Sync tells of it as soon as it has read the record.
        }
    }

    /// <summary>Returns whether one of the other routes may go to another side than a given one, for this record.</summary>
    private bool StandApart(RoutingSnapshot snapshot, string? key, in Caller caller, Side side)
    {
        foreach (var other in others)
        {
            // A route that came with another revision of the plan stands wherever that one says.
            if (!snapshot.States.ContainsKey(other.Id))
                continue;
            var flag = snapshot.Flag(other.Id);
            if (flag.NeedsGroups || (flag.NeedsKey && string.IsNullOrEmpty(key)) || flag.Decide(key, caller).Side != side)
                return true;
        }

        return false;
    }
}
