using System.Text.Json.Serialization;
using Hub.Platform.Identity;

namespace Hub.Facade.Admin;

/// <summary>A token as it is asked for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TokenRequest
{
    /// <summary>What its holder is called: lower-case letters, digits and <c>. _ @ -</c>; no two differ but in case.</summary>
    public required string Name { get; init; }

    public required AccessRole Role { get; init; }

    /// <summary>Where it may do it; none for everywhere.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it may override the gates of these capabilities, which admins may anyway.</summary>
    public bool OverridesGates { get; init; }

    /// <summary>After how long it is no longer taken, as in <c>90d</c>; null for never.</summary>
    public string? Expires { get; init; }
}

/// <summary>A token that was made: the only time it is shown.</summary>
internal sealed record MadeToken(
    string Name, string Token, AccessRole Role, IReadOnlyList<string> Capabilities, DateTimeOffset? ExpiresAt)
    : IAudited
{
    /// <summary>Whether it may override gates.</summary>
    public bool OverridesGates { get; init; }

    string IAudited.Target => Name;

    string IAudited.Detail => ToString();

    /// <summary>Everything but the token.</summary>
    public override string ToString() =>
        $"{Name}: {new AccessGrant(Name, Role, [.. Capabilities]) { OverridesGates = OverridesGates }.Describe()}, "
        + (ExpiresAt is { } at ? $"until {at:u}" : "without end");
}
