using System.Text.Json.Serialization;
using Hub.Platform.Plan;

namespace Hub.Facade.Cutover;

/// <summary>A plan as it is asked to be served: all of its files.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PlanRequest
{
    /// <summary>Path → content, base64.</summary>
    public required IReadOnlyDictionary<string, byte[]> Files { get; init; }

    public required string Reason { get; init; }

    public PlanBundle ToBundle() => new(Files);
}
