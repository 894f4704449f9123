using System.Text.Json;

namespace Hub.ServiceKit.Linking;

/// <summary>A write of a record.</summary>
/// <param name="Key">The record's key.</param>
/// <param name="Content">What it becomes; null to delete it.</param>
/// <param name="Holds">Whether the write's condition holds for the record as it is, or for null where there is none.</param>
public sealed record LinkedWrite(string Key, JsonElement? Content, Func<LinkedRecord?, bool> Holds)
{
    /// <summary>Who makes the change: <c>legacy</c> where the hub brings it, else <c>new</c>.</summary>
    public string Origin { get; init; } = "new";

    /// <summary>What <c>Hub-Change</c> says; null where it says nothing, so that what was kept stays.</summary>
    public string? HubChange { get; init; }

    /// <summary>Whether the hub writes it, and no user of the service.</summary>
    public bool IsOfHub { get; init; }

    /// <summary>Whether it is only tried.</summary>
    public bool IsTrial { get; init; }
}

/// <summary>How a write ended.</summary>
public enum LinkedOutcome
{
    /// <summary>A record was made.</summary>
    Created,

    /// <summary>A record was changed or deleted.</summary>
    Done,

    /// <summary>There is no such record to delete.</summary>
    Missing,

    /// <summary>The condition does not hold.</summary>
    Refused,
}
