using System.Text.Json.Serialization;

namespace Hub.Facade.Watching;

/// <summary>How a side is, as far as a node knows without asking it.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why, in words that hold no address; null where the state says it.</param>
/// <param name="Since">Since when, where that is known.</param>
internal sealed record SideStanding(SideState State, string? Reason = null, DateTimeOffset? Since = null)
{
    /// <summary>Nothing lately tells how the side is.</summary>
    public static SideStanding Unknown { get; } = new(SideState.Unknown);

    /// <summary>The side answers.</summary>
    public static SideStanding Well { get; } = new(SideState.Well);
}

/// <summary>How a side is, the worse the later.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SideState>))]
internal enum SideState
{
    /// <summary>It was not asked lately.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Its health check is answered, or most of its answers lately were none of a failure.</summary>
    [JsonStringEnumMemberName("well")]
    Well,

    /// <summary>Most of its answers of the last minute were failures.</summary>
    [JsonStringEnumMemberName("failing")]
    Failing,

    /// <summary>Its breaker is open.</summary>
    [JsonStringEnumMemberName("left alone")]
    LeftAlone,

    /// <summary>Its health check fails.</summary>
    [JsonStringEnumMemberName("unwell")]
    Unwell,

    /// <summary>No connection to it could be made when it was last asked, or nobody runs it.</summary>
    [JsonStringEnumMemberName("unreachable")]
    Unreachable,
}
