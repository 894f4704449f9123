using Hub.Facade.Explaining;
using Hub.Facade.Hops;
using Hub.Platform.Identity;
using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Traffic;

/// <summary>Lists the requests that this node remembers, and those of the others.</summary>
internal sealed class TrafficListing(
    RecentRequests requests, RecentCompositions compositions, RequestIds ids, CurrentRouting current, ThisNode self,
    OtherNodes others, TimeProvider time)
{
    /// <summary>Returns a page of all nodes' requests.</summary>
    /// <param name="query">Which of them.</param>
    /// <param name="reader">Who reads.</param>
    /// <param name="asked">The request, whose query and credentials the other nodes are asked with: each decides anew.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TrafficView> ListAsync(
        TrafficQuery query, AccessGrant reader, HttpRequest asked, CancellationToken cancellation)
    {
        var own = ListHere(query, reader);
        if (query.Here)
            return own;
        var (found, silent) = await others.AskAsync<TrafficView>(
            $"/hub/api/traffic{asked.QueryString.Add("here", "true")}", asked.Headers.Authorization, cancellation);
        var all = found.Append(own).SelectMany(v => v.Requests).OrderByDescending(CursorOf, TrafficCursor.Order).ToList();
        var page = all.Take(query.Limit).ToList();
        var isLast = all.Count <= query.Limit && found.Append(own).All(v => v.Next is null);
        return own with { Requests = page, Next = isLast ? null : $"{CursorOf(page[^1])}", Silent = silent };
    }

    private static TrafficCursor CursorOf(TrafficRequest request) => new(request.At, request.Id);

    private TrafficView ListHere(TrafficQuery query, AccessGrant reader)
    {
        var capabilities = current.Snapshot.Plan.Claiming.ToDictionary(r => r.Id, r => r.Capability.Name, StringComparer.Ordinal);
        // The oldest of those kept so far is in front, and makes room for a newer one.
        var newest = new PriorityQueue<TrafficRequest, TrafficCursor>(TrafficCursor.Order);
        requests.ForEach((number, request) =>
        {
            // Asked first, as a row is made for each of the rest.
            if ((query.Route is null || query.Route == request.Route) && !(query.Since > request.At))
                Consider(Row(Explanation.Of(ids.IdOf(number), request, self.Name, place: null), request.Caller));
        });
        foreach (var composed in compositions.List())
            Consider(Row(Explanation.Of(composed, self.Name, requests), composed.Caller));
        var isLast = newest.Count <= query.Limit;
        if (!isLast)
            newest.Dequeue();
        var page = new TrafficRequest[newest.Count];
        for (var at = page.Length - 1; at >= 0; at--)
            page[at] = newest.Dequeue();
        return new(time.GetUtcNow(), page, isLast ? null : $"{CursorOf(page[^1])}", []);

        void Consider(TrafficRequest request)
        {
            var capability = capabilities.GetValueOrDefault(request.Route);
            var caller = TrafficQuery.MayNameCallers(reader, capability) ? request.Caller : null;
            if (!query.Includes(request) || (query.Caller is { } wanted && wanted != caller))
                return;
            newest.Enqueue(request with { Caller = caller }, CursorOf(request));
            if (newest.Count > query.Limit + 1)
                newest.Dequeue();
        }
    }

    private static TrafficRequest Row(Explanation told, string? caller) => new(
        told.Id, told.Node, told.At, told.Route, told.Stage, told.AnsweredBy, told.Status, told.TookMilliseconds, caller,
        told.Outcome);
}
