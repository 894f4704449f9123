using System.Globalization;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Notifying;

/// <summary>A notice on its way to a webhook.</summary>
/// <param name="Id">The notice's id.</param>
/// <param name="Webhook">The webhook, as the plan writes its address.</param>
/// <param name="Kind">The notice's kind.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Text">What people read.</param>
/// <param name="At">When it was told.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c>, or <c>failed</c>: given up.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="DueAt">When it is sent again, where it waits; else when it ended.</param>
/// <param name="Problem">Why the last attempt failed; null where none did.</param>
public sealed record NoticeDelivery(
    string Id, string Webhook, string Kind, string Subject, string Text, DateTimeOffset At, string State, int Attempts,
    DateTimeOffset DueAt, string? Problem)
{
    /// <summary>
    /// The id it is sent under: the same with each attempt, another one than any other hub's, and without the full stops that
    /// separate what is signed.
    /// </summary>
    public string MessageId => string.Create(
        CultureInfo.InvariantCulture, $"{Id.Replace('.', '_')}-{Microseconds.Of(At)}");

    /// <summary>The notice's data as JSON; null where it has none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Data { get; init; }
}
