namespace Hub.Sync.Reconciling;

/// <summary>How far a comparison knows a link's changes: those after it are compared by the next one.</summary>
internal sealed record ComparedPlace
{
    /// <summary>Changes from the legacy side that were handled; null before the first.</summary>
    public long? Forward { get; init; }

    /// <summary>Changes from the new side that were handled; null before the first, and for a link of one direction.</summary>
    public long? Back { get; init; }

    /// <summary>
    /// The last number of the entity's feed, which also has repairs and resolved conflicts; null before the first.
    /// </summary>
    public long? Feed { get; init; }

    /// <summary>Whether all that was counted at an earlier place is counted here, too.</summary>
    public bool IsAtOrAfter(ComparedPlace earlier) =>
        Forward.GetValueOrDefault() >= earlier.Forward.GetValueOrDefault()
        && Back.GetValueOrDefault() >= earlier.Back.GetValueOrDefault()
        && Feed.GetValueOrDefault() >= earlier.Feed.GetValueOrDefault();
}
