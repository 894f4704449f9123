using System.Text.Json.Serialization;

namespace Hub.Facade.Cutover;

/// <summary>
/// A plan as it is asked to be served: its files, or the revision that had it; all of it, or one capability's part.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PlanRequest : IReasoned
{
    /// <summary>Path → content, base64; null where <see cref="Revision"/> names the plan.</summary>
    public IReadOnlyDictionary<string, byte[]>? Files { get; init; }

    /// <summary>The revision whose plan comes back; null where <see cref="Files"/> are given.</summary>
    public long? Revision { get; init; }

    /// <summary>Whether public routes may vanish with it.</summary>
    public bool Removes { get; init; }

    public required string Reason { get; init; }

    /// <summary>The capability whose files are put in; null for all of the plan.</summary>
    public string? Capability { get; init; }

    /// <summary>The revision the caller has seen; when another one is served, nothing is applied.</summary>
    public long? ExpectedRevision { get; init; }
}
