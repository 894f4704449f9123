using System.Text.Json.Serialization;

namespace Hub.Platform.Identity;

/// <summary>What a token may do; each role includes those before it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccessRole>))]
public enum AccessRole
{
    /// <summary>
    /// Calls public routes that ask for a token, in the capabilities it is scoped to; sees nothing of the hub itself.
    /// </summary>
    [JsonStringEnumMemberName("caller")]
    Caller,

    /// <summary>
    /// Reads besides the feed and the agreed records of the capabilities it is scoped to; sees nothing of the hub itself.
    /// </summary>
    [JsonStringEnumMemberName("consumer")]
    Consumer,

    /// <summary>Reads everything but the list of tokens.</summary>
    [JsonStringEnumMemberName("viewer")]
    Viewer,

    /// <summary>
    /// Shifts, rolls back, replays and applies plans that change neither addresses nor access, in the capabilities it is
    /// scoped to.
    /// </summary>
    [JsonStringEnumMemberName("operator")]
    Operator,

    /// <summary>Approves besides what somebody else has asked for.</summary>
    [JsonStringEnumMemberName("approver")]
    Approver,

    /// <summary>
    /// Applies besides plans that change systems, addresses, credentials, references, and who is let in or trusted.
    /// </summary>
    [JsonStringEnumMemberName("integrator")]
    Integrator,

    /// <summary>Makes, lists and revokes tokens besides.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,
}
