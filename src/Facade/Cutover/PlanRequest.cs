using System.Text.Json.Serialization;
using Hub.Platform.Plan;

namespace Hub.Facade.Cutover;

/// <summary>A plan as it is asked to be served: all of its files, or one capability's part of them.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PlanRequest
{
    /// <summary>Path → content, base64.</summary>
    public required IReadOnlyDictionary<string, byte[]> Files { get; init; }

    public required string Reason { get; init; }

    /// <summary>The capability whose files are put in; null for all of the plan.</summary>
    public string? Capability { get; init; }

    /// <summary>The revision the caller has seen; when another one is served, nothing is applied.</summary>
    public long? ExpectedRevision { get; init; }

    public PlanBundle ToBundle() => new(Files);
}
