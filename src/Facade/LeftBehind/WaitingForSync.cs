using System.Data.Common;
using Hub.Facade.Shadowing;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.LeftBehind;

/// <summary>Waits until sync has brought over what a side holds, for a minute at most after the answer to a write.</summary>
internal sealed class WaitingForSync(CurrentRouting routing, TimeProvider time, ILinks? links = null)
{
    /// <summary>How long sync is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>Waits until sync has brought over all that a side held at a time; returns why it has not, or null.</summary>
    /// <param name="write">The write.</param>
    /// <param name="side">The side whose changes are brought over.</param>
    /// <param name="at">The time.</param>
    /// <param name="stopping">Ends the waiting.</param>
    public async Task<string?> WaitAsync(LeftBehindWrite write, Side side, DateTimeOffset at, CancellationToken stopping)
    {
        if (links is null || write.Route.Capability.Link is not { } link)
            return "no link: this node knows nothing of sync";
        var (until, pause) = (write.At + Patience, FirstPause);
        // First the reading of its changes, which began after that; then whatever that reading has found.
        DateTimeOffset? read = null;
        while (true)
        {
            if (WhyNot(write) is { } why)
                return why;
            var now = time.GetUtcNow();
            if (!await IsBehindAsync(link, side, write.Key, now - (read ?? at)))
            {
                if (read is not null)
                    return null;
                read = now;
                continue;
            }

            if (now > until)
                return $"sync too late: it had not brought it over within {Patience.TotalSeconds:0} s, or it is parked";
            await Task.Delay(pause, time, stopping);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>
    /// Pauses before a second look, and waits until sync has brought over all that a side held at the first one; returns why it
    /// has not, or null.
    /// </summary>
    public async Task<string?> PauseAsync(LeftBehindWrite write, Side side, CancellationToken stopping)
    {
        var looked = time.GetUtcNow();
        await Task.Delay(ComparedSides.BeforeSecondLook, time, stopping);
        return await WaitAsync(write, side, looked, stopping);
    }

    /// <summary>Returns why a write is not compared any more, or null.</summary>
    public string? WhyNot(LeftBehindWrite write) =>
        // A plan may map another way, and a rollback may want the new side left alone.
        routing.Snapshot is var now && now.Plan.Hash != write.Plan ? "the plan was changed meanwhile"
        : ShadowedShare.OfLeftBehind(write.Route, now.State(write.Route.Id).Stage) > 0 ? null
        : "the route was shifted meanwhile";

    private async Task<bool> IsBehindAsync(LinkPlan link, Side side, string key, TimeSpan age)
    {
        try
        {
            return await links!.IsBehindAsync(link, side, age, [key]);
        }
        catch (DbException)
        {
            // The store is away: nobody knows, and it may be back in time.
            return true;
        }
    }
}
