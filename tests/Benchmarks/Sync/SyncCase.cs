namespace Hub.Benchmarks.Sync;

/// <summary>What was measured of one side's changes at one rate.</summary>
/// <param name="From">The side that was written: <c>legacy</c> or <c>new</c>.</param>
/// <param name="Rate">The changes asked for in a second.</param>
/// <param name="Done">Those that were answered in a second.</param>
/// <param name="Times">From the answer of a write to the first read of the other side that shows it.</param>
internal sealed record SyncCase(string From, int Rate, double Done, IReadOnlyList<TimeSpan> Times)
{
    public static IReadOnlyList<string> Columns { get; } =
        ["written at", "changes/s asked", "done", "visible on the other side: p50", "p99", "max"];

    public IReadOnlyList<string> Cells() =>
        [
            From == "new" ? "new (outbox)" : "legacy (SOAP, polled)", $"{Rate:N0}", $"{Done:N0}", Show(0.5), Show(0.99), Show(1),
        ];

    private string Show(double quantile)
    {
        var sorted = Times.Order().ToList();
        return $"{sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Count) - 1)].TotalMilliseconds:N0} ms";
    }
}
