using System.Runtime.CompilerServices;
using Hub.Console.Asking;
using Hub.Platform.Identity;

namespace Hub.Console.Routes;

/// <summary>
/// Follows the routes once for all open pages whose persons have the same rights: the hub reads, sends and keeps them once,
/// however many pages show them, and more pages may be live than the hub lets follow.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class LiveLists(TimeProvider clock)
{
    // A page that is open outlives its token by no more than that.
    private static readonly TimeSpan CheckPace = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveList> _lists = new(StringComparer.Ordinal);

    /// <summary>Returns the routes, and again each time they have changed. A slow reader is given the newest only.</summary>
    /// <param name="hub">The hub's API, asked by the person.</param>
    /// <param name="person">The person.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubRefusedException">The hub refused, or did not answer.</exception>
    /// <exception cref="SignedOutException">The person's token is unknown by now.</exception>
    public async IAsyncEnumerable<LiveReading> FollowAsync(
        HubApi hub, AccessGrant person, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Whoever else reads the stream has a token of their own.
        await hub.GetAsync<Caller>("caller", cancellation);
        var (follower, checkedAt) = (new LiveList.Follower(hub, cancellation), clock.GetTimestamp());
        var list = Join(RightsOf(person), follower);
        try
        {
            for (LiveReading? seen = null; ;)
            {
                var news = await list.AfterAsync(seen, cancellation);
                if (news is null || clock.GetElapsedTime(checkedAt) >= CheckPace)
                {
                    await hub.GetAsync<Caller>("caller", cancellation);
                    checkedAt = clock.GetTimestamp();
                }

                if (news is not null)
                    yield return seen = news;
            }
        }
        finally
        {
            Leave(RightsOf(person), list, follower);
        }
    }

    private LiveList Join(string rights, LiveList.Follower follower)
    {
        lock (_gate)
        {
            if (!_lists.TryGetValue(rights, out var list))
                _lists[rights] = list = new LiveList(clock);
            list.Join(follower);
            return list;
        }
    }

    private void Leave(string rights, LiveList list, LiveList.Follower follower)
    {
        lock (_gate)
            if (list.Leave(follower))
                _lists.Remove(rights);
    }

    private static string RightsOf(AccessGrant person) =>
        $"{person.Role} {string.Join(' ', person.Capabilities.Order(StringComparer.Ordinal))}";
}
