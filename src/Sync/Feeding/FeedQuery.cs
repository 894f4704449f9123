using System.Globalization;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Feeding;

/// <summary>What a request wants of a feed.</summary>
/// <param name="After">The cursor that the page begins after, as given; null for the start.</param>
/// <param name="Limit">At most so many events.</param>
/// <param name="Wait">How long to wait for a change where there is none; zero for not at all.</param>
/// <param name="WantsEvents">Whether it wants server-sent events, which end with the connection.</param>
internal sealed record FeedQuery(string? After, int Limit, TimeSpan Wait, bool WantsEvents)
{
    /// <summary>Events of a page, where the request does not say how many.</summary>
    public const int Usual = 100;

    /// <summary>Events of a page, at most.</summary>
    public const int Most = 1000;

    /// <summary>How long a request may wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>The parameters.</summary>
    public static readonly string[] Names = ["after", "limit", "wait"];

    /// <summary>Reads a request; all faults at once.</summary>
    public static (FeedQuery Query, Problem? Fault) Read(HttpRequest request)
    {
        var (query, faults, limit, wait) = (request.Query, new List<ProblemError>(), Usual, TimeSpan.Zero);
        if (query["limit"] is [var asked, ..] && !TryReadLimit(asked, Most, out limit))
            faults.Add(new("limit", $"is no number from 1 to {Most}, such as {Usual}"));
        if (query["wait"] is [var time, ..] && time != "0s")
        {
            if (PlanDuration.Parse(time) is { } longest && longest <= LongestWait)
                wait = longest;
            else
                faults.Add(new("wait", "is no duration up to 1m, such as 30s"));
        }

        // A browser that comes again asks with the address that it was first given, and says in the header how far it is.
        var after = request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last
            : query["after"] is [var cursor, ..] ? cursor
            : null;
        if (after is "")
            faults.Add(new("after", "is empty; leave it out to begin at the start"));
        var wantsEvents = request.GetTypedHeaders().Accept.Any(a =>
            a.Quality != 0 && a.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
        return (new FeedQuery(after, limit, wait, wantsEvents), faults.Count == 0 ? null : Problem.Malformed(faults));
    }

    /// <summary>Reads how many are wanted.</summary>
    internal static bool TryReadLimit(string? text, int most, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= most
        && text.All(char.IsAsciiDigit);
}
