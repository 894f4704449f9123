namespace Hub.Platform.Plan;

/// <summary>What comparing a route's sides must have shown before the route is shifted to a stage.</summary>
public sealed record EvidenceGate
{
    /// <summary>The share of requests that the sides may answer differently, above 0 and below 1; null for any.</summary>
    public double? Mismatch { get; init; }

    /// <summary>How sure that must be, above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How many requests must have been compared; 0 for what <see cref="Mismatch"/> takes.</summary>
    public int Samples { get; init; }

    /// <summary>How long the route must have stood where it stands, with requests compared; zero for no time.</summary>
    public TimeSpan Soak { get; init; }

    /// <summary>How far the link may be behind; null for any lag, and without a link.</summary>
    public TimeSpan? SyncLag { get; init; }

    /// <summary>How old the comparison of all records of the link may be; null where none is asked for.</summary>
    public TimeSpan? Verified { get; init; }

    /// <summary>Returns what a gate asks for where the plan does not say.</summary>
    /// <param name="pace">The capability's pace.</param>
    /// <param name="isLinked">Whether it has a link.</param>
    public static EvidenceGate Of(Pace pace, bool isLinked)
    {
        var gate = pace switch
        {
            Pace.Record => new EvidenceGate
            {
                Mismatch = 0.001, Soak = TimeSpan.FromDays(1), SyncLag = TimeSpan.FromSeconds(5), Verified = TimeSpan.FromDays(1),
            },
            Pace.Innovation => new EvidenceGate
            {
                Mismatch = 0.01, Soak = TimeSpan.FromMinutes(10), SyncLag = TimeSpan.FromMinutes(1),
            },
            _ => new EvidenceGate
            {
                Mismatch = 0.005, Soak = TimeSpan.FromHours(1), SyncLag = TimeSpan.FromSeconds(30),
                Verified = TimeSpan.FromDays(7),
            },
        };
        return isLinked ? gate : gate with { SyncLag = null, Verified = null };
    }
}
