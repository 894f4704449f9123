using System.Security.Cryptography;

namespace Hub.Platform.Identity.Anchors;

/// <summary>Where anchors of the audit log go, how often, and what signs them.</summary>
/// <param name="Target">The file or address.</param>
/// <param name="Key">The key, with its private part.</param>
public sealed record AnchorOptions(IAnchorTarget Target, ECDsa Key)
{
    /// <summary>After how long an anchor is written where anything has changed. Default 5 minutes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many entries of this process one is written at once. Default 100.</summary>
    public int Entries { get; init; } = 100;
}
