using System.Collections.Immutable;

namespace Hub.Sync.Reconciling;

/// <summary>What a comparison of two sides has found.</summary>
/// <param name="Stream">The direction from the legacy side to the compared one.</param>
/// <param name="Entity">The entity.</param>
/// <param name="Legacy">The legacy side's name.</param>
/// <param name="Other">The new side's name, or the copy's.</param>
/// <param name="At">When it began: what was written since is not compared.</param>
internal sealed record ReconcileResult(string Stream, string Entity, string Legacy, string Other, DateTimeOffset At)
{
    /// <summary>When it ended.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>When the last comparison of all records began; null where an earlier version of the hub made it.</summary>
    public DateTimeOffset? WholeAt { get; init; }

    /// <summary>Records that were compared, by the last comparison of all.</summary>
    public long Compared { get; init; }

    /// <summary>
    /// Records that were compared as they were changed since the comparison before; null where all were compared.
    /// </summary>
    public long? Changed { get; init; }

    /// <summary>Where the next comparison goes on; null where it compares all records.</summary>
    public ComparedPlace? Place { get; init; }

    /// <summary>Stands for the files of the plan by which the records were read.</summary>
    public string? Plan { get; init; }

    /// <summary>Records that the sides do not hold alike.</summary>
    public long Drift { get; init; }

    /// <summary>Records not alike which have an open conflict; they are no drift.</summary>
    public long InConflict { get; init; }

    /// <summary>Records not alike of which a change is parked.</summary>
    public long Parked { get; init; }

    /// <summary>Records not alike of which a change waits for another record.</summary>
    public long Waiting { get; init; }

    /// <summary>Records that changed each time they were looked at.</summary>
    public long Changing { get; init; }

    /// <summary>Records that a side lists and that cannot be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>Records that a first look found unequal and that were not looked at again, as there were too many.</summary>
    public long NotLookedAt { get; init; }

    /// <summary>The side that lacks so many records that it may be broken; null where neither does.</summary>
    public string? MissingAt { get; init; }

    /// <summary>The records that drifted.</summary>
    public ImmutableArray<DriftedRecord> Records { get; init; } = [];

    /// <summary>Records not alike that are no drift, or not yet: the next comparison looks at them again.</summary>
    public ImmutableArray<Candidate> Undecided { get; init; } = [];
}
