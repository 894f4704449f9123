using System.Text.Json.Serialization;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>A second person's yes, to exactly one change.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApprovalRequest
{
    /// <summary>The digest of the change as it was read.</summary>
    public required string Digest { get; init; }
}
