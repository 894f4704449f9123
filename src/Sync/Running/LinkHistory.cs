using System.Collections.Concurrent;
using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Platform.Links;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Running;

/// <summary>
/// Notes twice a minute how each direction of each link stands, for an hour, in memory: lag and throughput over time.
/// </summary>
internal sealed class LinkHistory(ILinks links, TimeProvider time, ILogger<LinkHistory> log) : SteadyService(time, log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private const int Most = 120;
    private readonly ConcurrentDictionary<(string Entity, string From, string To), Queue<LinkPoint>> _points = new();

    /// <summary>Returns the directions of an entity's link, with the points of each, the oldest first.</summary>
    public IReadOnlyList<LinkDirectionHistory> Of(string entity) =>
    [
        .. _points.Where(p => p.Key.Entity == entity).OrderBy(p => p.Key).Select(p =>
        {
            lock (p.Value)
                return new LinkDirectionHistory(p.Key.From, p.Key.To, [.. p.Value]);
        }),
    ];

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, Time);
        do
        {
            try
            {
                Note(await links.StatusAsync(stoppingToken));
            }
            catch (Exception e) when (e is DbException or ObjectDisposedException)
            {
                // A gap shows for how long the store did not answer.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Note(IReadOnlyList<LinkStatus> all)
    {
        var now = Time.GetUtcNow();
        var keys = all.Select(s => (s.Entity, s.From, s.To)).ToHashSet();
        foreach (var gone in _points.Keys.Where(k => !keys.Contains(k)))
            _points.TryRemove(gone, out _);
        foreach (var status in all)
        {
            var points = _points.GetOrAdd((status.Entity, status.From, status.To), _ => new());
            lock (points)
            {
                var before = points.LastOrDefault();
                points.Enqueue(new(
                    now, status.LagSeconds, status.Applied, Rate(before, status.Applied, now), status.Error is not null));
                if (points.Count > Most)
                    points.Dequeue();
            }
        }
    }

    private static double? Rate(LinkPoint? before, long applied, DateTimeOffset now) =>
        before is null || now <= before.At || applied < before.Applied
            ? null
            : Math.Round((applied - before.Applied) / (now - before.At).TotalSeconds, 3);
}

/// <summary>How a direction of a link stood over time.</summary>
/// <param name="From">The side that its changes are read from.</param>
/// <param name="To">The side that they are applied to.</param>
/// <param name="Points">The last hour, the oldest first, as far as this process has seen it.</param>
internal sealed record LinkDirectionHistory(string From, string To, IReadOnlyList<LinkPoint> Points);

/// <summary>How a direction stood at a time.</summary>
/// <param name="At">When.</param>
/// <param name="LagSeconds">The age of the oldest change that was read and not handled.</param>
/// <param name="Applied">Changes applied since the store began.</param>
/// <param name="AppliedPerSecond">Those since the point before, by the second; null for the first.</param>
/// <param name="StandsStill">Whether it stood still.</param>
internal sealed record LinkPoint(
    DateTimeOffset At, double LagSeconds, long Applied, double? AppliedPerSecond, bool StandsStill);
