namespace Hub.Adapters.Files;

/// <summary>A file that was taken.</summary>
internal sealed record TakenFile
{
    /// <summary>Its rows are being read.</summary>
    public const string Reading = "reading";

    /// <summary>Its rows are read, and what becomes of them is not told yet.</summary>
    public const string Read = "read";

    /// <summary>It is refused as a whole, which is not told yet.</summary>
    public const string Refused = "refused";

    /// <summary>What became of its rows is told.</summary>
    public const string Told = "told";

    /// <summary>Which file of its entity it is, in the order in which they were taken.</summary>
    public long Number { get; init; }

    /// <summary>Its name when it was dropped.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its name where it is put away.</summary>
    public string Placed { get; init; } = "";

    /// <summary>SHA-256 of its content; empty where it could not be read.</summary>
    public string Hash { get; init; } = "";

    public string State { get; init; } = "";

    /// <summary>How many rows were read.</summary>
    public long Rows { get; init; }

    /// <summary>The last change that was kept when it was read.</summary>
    public long Last { get; init; }

    /// <summary>Why it was refused; null where it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>1 once it lies among those that are done with.</summary>
    public long Moved { get; init; }

    public long TakenAt { get; init; }
}

/// <summary>What is kept of a row until its fate is told.</summary>
/// <param name="Line">The line that it begins in.</param>
/// <param name="RecordKey">Its record's key, or one of its own where it cannot be read.</param>
/// <param name="HasKey">1 where the key could be read.</param>
/// <param name="Hash">The hash of what it says; empty for a deletion.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
internal sealed record TakenRow(long Line, string RecordKey, long HasKey, string Hash, string? Fault);
