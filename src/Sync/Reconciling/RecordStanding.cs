namespace Hub.Sync.Reconciling;

/// <summary>What the hub knows of a record at a moment.</summary>
internal sealed record RecordStanding
{
    /// <summary>Conflicts that nobody has resolved.</summary>
    public long Conflicts { get; init; }

    /// <summary>Changes that are parked.</summary>
    public long Parked { get; init; }

    /// <summary>Changes that wait for another record.</summary>
    public long Waiting { get; init; }

    /// <summary>How often its bond was written or claimed; null where there is none.</summary>
    public long? Revision { get; init; }

    /// <summary>The latest version of the legacy side's that was applied; null for none.</summary>
    public long? LegacyVersion { get; init; }

    /// <summary>The latest version of the new side's that was applied; null for none.</summary>
    public long? NewVersion { get; init; }

    /// <summary>Whether no change of the record was handled between this moment and another one.</summary>
    public bool IsUntouchedSince(RecordStanding before) =>
        (Revision, LegacyVersion, NewVersion) == (before.Revision, before.LegacyVersion, before.NewVersion);
}
