namespace LegacyLandscape.Finance;

internal sealed record FinanceOptions
{
    /// <summary>Where finance.db is kept; created and seeded when it is not there yet.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Of the control API; the system itself is nothing but its database. Port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The database, for whoever reads it past all programs.</summary>
    public string File => Path.GetFullPath(Path.Combine(DataDirectory, FileName));

    public const string FileName = "finance.db";
}
