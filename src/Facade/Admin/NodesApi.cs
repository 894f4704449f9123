using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hub.Facade.Access;
using Hub.Facade.Cutover;
using Hub.Platform.Identity;
using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>Which processes the hub has, and how a revision reaches them.</summary>
internal static class NodesApi
{
    private static readonly TimeSpan Watching = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static void MapNodes(this IEndpointRouteBuilder api)
    {
        api.MapGet("/nodes", async (NodeRegistry nodes) =>
            TypedResults.Ok((await nodes.ListAsync()).Select(NodeView.Of).ToList()))
            .WithSummary("Lists the processes of the hub.");
        api.MapGet("/revisions/{number:long}/rollout", async (long number, string? route, NodeRegistry nodes) =>
            TypedResults.Ok(Rollout.Of(number, route is null ? null : [route], await nodes.ListAsync())))
            .WithSummary("Tells which nodes serve a revision, and which still answer by an earlier one.").TakesQuery("route");
        api.MapGet("/events", (
            HttpRequest request, CurrentRouting current, NodeRegistry nodes, AccessTokens tokens,
            CancellationToken cancellation) =>
        {
            var token = AccessTokenAuthentication.TokenOf(request)!;
            // Or it would go on without anybody being told.
            return TypedResults.ServerSentEvents(HttpMethods.IsHead(request.Method)
                ? AsyncEnumerable.Empty<SseItem<RolloutEvent>>()
                : EventsAsync(current, nodes, async () => await tokens.FindAsync(token) is not null, cancellation));
        }).WithSummary("Tells of revisions as they are made, served and drained (server-sent events).");
    }

    /// <summary>
    /// A <c>revision</c> for each, then <c>served</c> and <c>drained</c> with what it took; a stream outlives no token.
    /// </summary>
    private static async IAsyncEnumerable<SseItem<RolloutEvent>> EventsAsync(
        CurrentRouting current, NodeRegistry nodes, Func<Task<bool>> isAllowed,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var revisions = Channel.CreateUnbounded<(long Revision, long At)>();
        current.Changed += OnChanged;
        try
        {
            yield return new(new RolloutEvent(current.Snapshot.Revision, Milliseconds: null), "revision");
            await foreach (var (revision, at) in revisions.Reader.ReadAllAsync(cancellation))
            {
                if (!await isAllowed())
                    yield break;
                yield return new(new RolloutEvent(revision, Milliseconds: null), "revision");
                var said = false;
                await foreach (var rollout in WatchAsync(revision, nodes, cancellation))
                {
                    if (rollout.Served && !said)
                        yield return new(new RolloutEvent(revision, Stopwatch.GetElapsedTime(at).TotalMilliseconds), "served");
                    said |= rollout.Served;
                    if (rollout.Drained)
                        yield return new(new RolloutEvent(revision, Stopwatch.GetElapsedTime(at).TotalMilliseconds), "drained");
                }
            }
        }
        finally
        {
            current.Changed -= OnChanged;
        }

        void OnChanged(RoutingSnapshot snapshot, bool planChanged) =>
            revisions.Writer.TryWrite((snapshot.Revision, Stopwatch.GetTimestamp()));
    }

    /// <summary>The rollout again and again, until it is drained or nobody would wait any longer.</summary>
    private static async IAsyncEnumerable<Rollout> WatchAsync(
        long revision, NodeRegistry nodes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Longest)
        {
            var rollout = Rollout.Of(revision, routes: null, await nodes.ListAsync());
            yield return rollout;
            if (rollout.Drained)
                yield break;
            await Task.Delay(Watching + (Stopwatch.GetElapsedTime(started) / 10), cancellation);
        }
    }
}

/// <summary>Something that happened to a revision.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Milliseconds">Since this node served it; null for the news itself.</param>
internal sealed record RolloutEvent(long Revision, double? Milliseconds);
