using System.Text.Json.Serialization;

namespace Hub.Platform.Routing;

/// <summary>
/// Where a route stands on its way from legacy to new. A shift is forward when it puts somebody on the new side who is
/// not there, or gives up the way back; forward shifts wait for gates, freezes and approvals, the way back for nothing.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<Stage>))]
public enum Stage
{
    /// <summary>The legacy side answers everything. Every route begins here, and rollback leads here.</summary>
    [JsonStringEnumMemberName("legacy")]
    Legacy,

    /// <summary>The legacy side answers everything; the new side is asked too and compared.</summary>
    [JsonStringEnumMemberName("shadow")]
    Shadow,

    /// <summary>
    /// The new side answers the named cohort keys and groups, and a percentage of all others; the legacy side answers the
    /// rest, and every request without a cohort key.
    /// </summary>
    [JsonStringEnumMemberName("canary")]
    Canary,

    /// <summary>The new side answers everything; the legacy side is still there, and rollback leads back to it.</summary>
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>
    /// The new side answers everything, and the legacy side's entries may be deleted: reached from <see cref="New"/> only,
    /// once nothing uses the legacy side any more, and never left.
    /// </summary>
    [JsonStringEnumMemberName("retired")]
    Retired,
}
