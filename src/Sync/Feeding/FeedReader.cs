using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Feeding;

/// <summary>Reads a feed page by page, each time from a cursor that is held against the feed as it is now.</summary>
internal sealed class FeedReader(FeedLog feed, FeedWatch watch, TimeProvider time)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Takes a place among the readers that wait, until it is disposed of; null where there is none.</summary>
    /// <param name="name">Whose token reads; null where nobody is asked.</param>
    /// <param name="full">The answer where there is none.</param>
    public IDisposable? TryEnter(string? name, out Problem? full)
    {
        var place = watch.TryEnter(name, out var isOwn);
        full = place is not null ? null : new Problem(
            StatusCodes.Status503ServiceUnavailable,
            (isOwn
                ? $"{watch.MostOfOne} readers of feeds wait here with this token already, as many as may wait of one; "
                : "As many readers of feeds wait here as may wait at once; ")
            + "come again, or read without 'wait'.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };
        return place;
    }

    /// <summary>Returns where a reading begins; or why it cannot begin there.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="after">A cursor as it was given out; null for the start of the feed.</param>
    public static (FeedCursor? Cursor, Problem? Fault) Begin(string entity, string? after)
    {
        if (after is null)
            return (null, null);
        if (FeedCursor.Parse(after) is not { } cursor)
            return (null, new Problem(
                StatusCodes.Status400BadRequest,
                $"'{Spelling.Shorten(after)}' is not a cursor of a feed: give one as an event's 'cursor' has it, "
                + "or leave 'after' out to begin at the start."));
        return cursor.Entity == entity
            ? (cursor, null)
            : (null, Gone(entity, $"The cursor is of the feed of {Spelling.Shorten(cursor.Entity)}, and not of {entity}"));
    }

    /// <summary>Returns the next page; or why the reading cannot go on from its cursor.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="cursor">Where the page begins; null for the start of the feed.</param>
    /// <param name="limit">At most so many rows.</param>
    public async Task<(FeedPage? Page, Problem? Fault)> ReadAsync(string entity, FeedCursor? cursor, int limit)
    {
        var (rows, state) = await feed.ReadAsync(entity, cursor?.Number ?? 0, limit);
        if (cursor?.IsOfAnother(state) == true)
            return (null, Gone(
                entity, "The cursor is not of this feed: the feed was made anew, or restored from a backup, since"));
        if (cursor?.IsBehind(state) == true)
            return (null, Gone(
                entity, "Deletions behind the cursor are not kept any more, so records would stay that are gone"));
        return (new FeedPage(
            entity, rows, state, cursor?.Floor ?? state.Pruned, cursor?.Number ?? 0, cursor?.SeenAt ?? 0), null);
    }

    /// <summary>Reads as <see cref="ReadAsync"/> does, and waits for a change where there is none.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="cursor">Where the page begins; null for the start of the feed.</param>
    /// <param name="limit">At most so many rows.</param>
    /// <param name="atMost">How long to wait; the page is empty then.</param>
    /// <param name="cancellation">Ends the waiting; the page is empty then.</param>
    public async Task<(FeedPage? Page, Problem? Fault)> ReadOrWaitAsync(
        string entity, FeedCursor? cursor, int limit, TimeSpan atMost, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var (page, fault) = await ReadAsync(entity, cursor, limit);
            var left = atMost - time.GetElapsedTime(began);
            if (page is not { Rows.Count: 0 } || left <= TimeSpan.Zero || cancellation.IsCancellationRequested)
                return (page, fault);
            try
            {
                await watch.WaitAsync(entity, page.State.Last, left, cancellation);
            }
            catch (OperationCanceledException)
            {
                return (page, null);
            }
        }
    }

    private static Problem Gone(string entity, string why) => new(
        StatusCodes.Status410Gone,
        $"{why}. Begin again at the start, /hub/feed/{entity} without 'after', and drop the records that it does not tell of.")
    {
        More = [new("begin", $"/hub/feed/{Uri.EscapeDataString(entity)}")],
    };
}

/// <summary>A page of a feed.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Rows">The rows, in the order of their numbers.</param>
/// <param name="State">How far the feed goes.</param>
/// <param name="Floor">The highest number of a deletion that was pruned when the reading began.</param>
/// <param name="After">The number that the page begins after.</param>
/// <param name="SeenAt">The time of the latest change before the page, in microseconds; 0 for none.</param>
internal sealed record FeedPage(
    string Entity, IReadOnlyList<FeedRow> Rows, FeedState State, long Floor, long After, long SeenAt)
{
    /// <summary>Where the next page begins.</summary>
    public FeedCursor Next { get; } = new(
        Entity, State.Generation, Rows.Count > 0 ? Rows[^1].Number : After, Floor,
        Rows.Aggregate(SeenAt, (seen, row) => Math.Max(seen, Microseconds.Of(row.At))));

    /// <summary>Returns the page as CloudEvents, each with the cursor behind it.</summary>
    public IEnumerable<CloudEvent> Events()
    {
        var seen = SeenAt;
        foreach (var row in Rows)
        {
            seen = Math.Max(seen, Microseconds.Of(row.At));
            yield return CloudEvent.Of(this, row, Next with { Number = row.Number, SeenAt = seen });
        }
    }
}
