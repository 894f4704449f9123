namespace Hub.Facade.Discovering;

/// <summary>What was counted of the requests of one kind and template. Never altered.</summary>
internal sealed record DiscoveredCounts
{
    /// <summary>How many were answered with a status; 0 stands for further statuses.</summary>
    public required IReadOnlyDictionary<int, long> Statuses { get; init; }

    /// <summary>How long answers took, by bucket of <see cref="Measuring.AnswerTimes"/>.</summary>
    public required IReadOnlyDictionary<int, long> Took { get; init; }

    /// <summary>The callers, as <see cref="CallerSketch"/> writes them.</summary>
    public required byte[] Callers { get; init; }

    /// <summary>When the first request came.</summary>
    public DateTimeOffset First { get; init; }

    /// <summary>When the last one came.</summary>
    public DateTimeOffset Last { get; init; }
}

/// <summary>The requests of one kind and template.</summary>
/// <param name="Template">The path below the catch-all, with its values left out: <c>/reports/{n}</c>.</param>
/// <param name="Method">The method.</param>
/// <param name="Action">The SOAP action's last word; null for what is not SOAP.</param>
/// <param name="Counts">What was counted.</param>
internal sealed record DiscoveredEntry(string Template, string Method, string? Action, DiscoveredCounts Counts);
