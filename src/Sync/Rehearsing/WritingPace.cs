namespace Hub.Sync.Rehearsing;

/// <summary>How fast changes are written back: measured between two looks that both found some waiting.</summary>
/// <param name="Applied">Changes written back since the store began, at the last look.</param>
/// <param name="At">When that was.</param>
/// <param name="Waited">Whether changes waited then.</param>
/// <param name="PerSecond">The rate last measured; null for none yet.</param>
internal sealed record WritingPace(long Applied, DateTimeOffset At, bool Waited, double? PerSecond)
{
    // Shorter ones measure chance.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns the pace after another look. A stream that had nothing to do says nothing of how fast it is.</summary>
    public static WritingPace After(WritingPace? before, long applied, DateTimeOffset at, bool waits)
    {
        var passed = before is { Waited: true } && waits ? at - before.At : TimeSpan.Zero;
        var rate = passed >= Shortest && applied > before!.Applied
            ? (applied - before.Applied) / passed.TotalSeconds
            : before?.PerSecond;
        return new WritingPace(applied, at, waits, rate);
    }
}
