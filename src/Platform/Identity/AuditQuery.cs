namespace Hub.Platform.Identity;

/// <summary>Which entries of the audit log are asked for; what is not set does not limit them.</summary>
public sealed record AuditQuery
{
    /// <summary>At most so many. Default 50.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Whose.</summary>
    public string? Actor { get; init; }

    /// <summary>Of which action: <c>shift</c>.</summary>
    public string? Action { get; init; }

    /// <summary>With which outcome: <c>refused</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>About one of these: routes' ids, tokens' names.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>From then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>With a lower number.</summary>
    public long? Before { get; init; }

    /// <summary>With a higher number; then the oldest come first, otherwise the newest.</summary>
    public long? After { get; init; }
}
