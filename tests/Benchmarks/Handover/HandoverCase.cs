namespace Hub.Benchmarks.Handover;

/// <summary>What was measured at one rate of writes.</summary>
/// <param name="Rate">The changes asked for in a second.</param>
/// <param name="Took">How long the writers wrote.</param>
/// <param name="Handovers">What moved.</param>
/// <param name="Writes">What was written.</param>
/// <param name="Refusals">Why a shift was refused, each time.</param>
/// <param name="Lost">Customers times sides that do not hold the last acknowledged note a minute after it.</param>
/// <param name="Unsettled">Changes that are parked or in conflict at the end.</param>
internal sealed record HandoverCase(
    int Rate, TimeSpan Took, IReadOnlyList<MeasuredHandover> Handovers, IReadOnlyList<MeasuredWrite> Writes,
    IReadOnlyList<string> Refusals, int Lost, int Unsettled)
{
    public static IReadOnlyList<string> Columns { get; } =
        [
            "writes/s asked", "done", "handovers", "refused", "held, forward: p50, max", "held, back: p50, max",
            "write that met none: p50, p99", "write that met one: p99, max", "errors", "lost", "unsettled",
        ];

    public IReadOnlyList<string> Cells()
    {
        var met = Writes.ToLookup(w => Handovers.Any(h => w.Began < h.Ended && w.Began + w.Took > h.Began), w => w.Took);
        return
        [
            $"{Rate:N0}",
            $"{Writes.Count / Took.TotalSeconds:N0}",
            $"{Handovers.Count}",
            $"{Refusals.Count}",
            Show(Handovers.Where(h => !h.IsBack).Select(h => h.Held), 0.5, 1),
            Show(Handovers.Where(h => h.IsBack).Select(h => h.Held), 0.5, 1),
            Show(met[false], 0.5, 0.99),
            Show(met[true], 0.99, 1),
            $"{Writes.Count(w => w.Fault is not null)}",
            $"{Lost}",
            $"{Unsettled}",
        ];
    }

    private static string Show(IEnumerable<TimeSpan> times, params double[] quantiles)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0
            ? "–"
            : string.Join(", ", quantiles.Select(q =>
                $"{sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(q * sorted.Count) - 1)].TotalMilliseconds:N0} ms"));
    }
}
