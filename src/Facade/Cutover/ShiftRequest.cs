using System.Text.Json.Serialization;
using Hub.Platform.Routing;

namespace Hub.Facade.Cutover;

/// <summary>A shift as it is asked for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ShiftRequest
{
    public required Stage Stage { get; init; }

    /// <summary>Share of the cohorts on the new side; with canary only, 0 to 100.</summary>
    public double? Percent { get; init; }

    public required string Reason { get; init; }

    /// <summary>The revision the caller has seen; when another one is served, nothing is shifted.</summary>
    public long? ExpectedRevision { get; init; }
}

/// <summary>A rollback as it is asked for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RollbackRequest
{
    public required string Reason { get; init; }
}
