using System.Collections.Immutable;

namespace Hub.Platform.Identity;

/// <summary>A token as it is listed: everything but itself and its hash.</summary>
/// <param name="Name">What its holder is called in revisions and audit.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Capabilities">Where; empty for everywhere.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="CreatedBy">Who made it; empty for the first one.</param>
/// <param name="ExpiresAt">From when on it is no longer taken; null for never.</param>
/// <param name="LastUsedAt">When it was last used, up to an hour late; null for never.</param>
public sealed record AccessToken(
    string Name,
    AccessRole Role,
    ImmutableArray<string> Capabilities,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt)
{
    /// <summary>Whether it was made with the right to override gates, which admins have anyway.</summary>
    public bool OverridesGates { get; init; }

    /// <summary>Who made it, by the name that all of the API's answers have for whoever did something.</summary>
    public string Actor => CreatedBy;
}
