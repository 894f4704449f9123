using Hub.Console.Asking;

namespace Hub.Console.Routes;

/// <summary>All routes as the hub's stream of events told them last.</summary>
/// <param name="List">The routes.</param>
/// <param name="At">When the hub read them.</param>
internal sealed record LiveReading(RouteList List, DateTimeOffset At)
{
    /// <summary>Returns a reading with the routes that have changed since.</summary>
    /// <param name="before">The reading before; null where the event has all routes, as the first one of a stream does.</param>
    /// <param name="news">The event.</param>
    public static LiveReading Of(LiveReading? before, LiveEvent news)
    {
        var changed = news.Routes.ToDictionary(r => r.Id, StringComparer.Ordinal);
        return new(
            new(
                news.Revision, news.Plan, news.Problem, news.CountedBy, news.Silent,
                before is null || changed.Count == news.Count
                    ? news.Routes
                    : [.. before.List.Routes.Select(r => changed.GetValueOrDefault(r.Id) ?? r)]),
            news.At);
    }
}
