namespace LegacyLandscape.Erp;

internal sealed record ErpOptions
{
    /// <summary>Where erp.db is kept; created and seeded when it is not there yet.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>How many requests may be in flight before the next one is refused.</summary>
    public int Sessions { get; init; } = 40;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
