namespace Hub.Platform.Plan;

/// <summary>How fast a capability may change, by Gartner's pace layers: the default of what its gates ask for.</summary>
public enum Pace
{
    /// <summary>A business of one's own, which changes with the market.</summary>
    Differentiation,

    /// <summary>A system of record, which must stay right whatever changes around it.</summary>
    Record,

    /// <summary>Something that is tried out.</summary>
    Innovation,
}
