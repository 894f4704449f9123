using System.Text.Json.Serialization;

namespace Hub.Host.Doctor;

/// <summary>How it is with something that the hub needs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingState>))]
internal enum FindingState
{
    /// <summary>It is there.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The hub does without, and whoever runs it should know.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>Something does not work before it is there.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,
}

/// <summary>One thing that the hub needs, and how it is with it.</summary>
/// <param name="About">What was looked at: <c>plan</c>, <c>store</c>.</param>
/// <param name="State">How it is.</param>
/// <param name="Found">What was found, in a sentence without a full stop.</param>
/// <param name="Next">What to do; null where there is nothing to do.</param>
internal sealed record Finding(string About, FindingState State, string Found, string? Next = null)
{
    public static Finding Ok(string about, string found) => new(about, FindingState.Ok, found);

    public static Finding Note(string about, string found, string? next = null) => new(about, FindingState.Note, found, next);

    public static Finding Missing(string about, string found, string next) => new(about, FindingState.Missing, found, next);
}
