using System.Text.Json.Serialization;

namespace Hub.Platform.Routing;

/// <summary>Where a route stands on its way from legacy to new.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Stage>))]
public enum Stage
{
    /// <summary>The legacy side answers everything.</summary>
    [JsonStringEnumMemberName("legacy")]
    Legacy,

    /// <summary>The legacy side answers; the new side is asked too and compared.</summary>
    [JsonStringEnumMemberName("shadow")]
    Shadow,

    /// <summary>The new side answers a percentage of the cohorts.</summary>
    [JsonStringEnumMemberName("canary")]
    Canary,

    /// <summary>The new side answers everything.</summary>
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>As new, and the legacy side's entries may be deleted.</summary>
    [JsonStringEnumMemberName("retired")]
    Retired,
}
