namespace Hub.Sync.Parking;

/// <summary>What became of a replay.</summary>
internal enum ReplayOutcome
{
    /// <summary>The target has it; it is no longer parked.</summary>
    Applied,

    /// <summary>The target has a later version of the record; it is no longer parked.</summary>
    Superseded,

    /// <summary>
    /// It, or a later change of the record, goes on by itself when the record it names is known; it is no longer parked.
    /// </summary>
    Waiting,

    /// <summary>Nothing is parked under this id.</summary>
    NotFound,

    /// <summary>Refused again; it stays parked.</summary>
    Refused,

    /// <summary>The target could not be asked, or failed; it stays parked.</summary>
    Unavailable,
}
