using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;

namespace Hub.Platform.Links;

/// <summary>How one direction of a link stands.</summary>
/// <param name="Entity">The entity: <c>orders</c>.</param>
/// <param name="From">The side's name that changes are read from.</param>
/// <param name="To">The side's name that changes are applied to.</param>
/// <param name="Origin">Which side they come from.</param>
/// <param name="Position">The last position whose changes are all applied; null before the first.</param>
/// <param name="Applied">Changes applied since the store began.</param>
/// <param name="Parked">Changes a person must look at.</param>
/// <param name="CaughtUp">Whether the last reading found nothing new and everything read is applied or parked.</param>
/// <param name="Error">Why the link stands still, or null when it does not.</param>
public sealed record LinkStatus(
    string Entity,
    string From,
    string To,
    [property: JsonConverter(typeof(LinkStatus.LowerCaseSides))] Side Origin,
    string? Position,
    long Applied,
    long Parked,
    bool CaughtUp,
    string? Error)
{
    /// <summary>
    /// The age of the oldest change that was read and is not applied, parked or waiting; zero when there is none.
    /// </summary>
    [JsonIgnore]
    public TimeSpan Lag { get; init; }

    /// <summary>The same in seconds, to the millisecond.</summary>
    public double LagSeconds => Math.Round(Lag.TotalSeconds, 3);

    /// <summary>
    /// When a reading last began that found all there was, by the reading process's clock; null where none has yet. What it found
    /// may not be applied yet.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? AtEndAt { get; init; }

    /// <summary>What its first load waits for, where this process reads it; null for nothing.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Changes that wait until the records they name are known on the other side; they go on by themselves.</summary>
    public long Waiting { get; init; }

    /// <summary>What this direction's changes and the other side did not agree on, and nobody has resolved.</summary>
    public long Conflicts { get; init; }

    /// <summary>What a person should look at sooner or later, though the link goes on; or null.</summary>
    public string? Warning { get; init; }

    /// <summary>
    /// What the last comparison of both sides found; null where none was made, and for the direction from new to legacy.
    /// </summary>
    public LinkVerification? Reconciled { get; init; }

    /// <summary>
    /// Changes that the other side has taken and its system was not told yet, where it is told by files; null where it is told at
    /// once.
    /// </summary>
    public long? Undelivered { get; init; }

    /// <summary>When the other side's system was last told by a file; null for never.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>
    /// Rows of the journal that its changes are read from, as it was last pruned, where this process reads it; null where
    /// there is none.
    /// </summary>
    public long? JournalRows { get; init; }

    /// <summary>
    /// Bytes of its log that the database keeps until its changes are read, where this process reads them from a replication
    /// slot; null where it keeps none for it.
    /// </summary>
    public long? RetainedBytes { get; init; }

    /// <summary>Whether it is a direction between a link's two sides; those to copies are not.</summary>
    public bool IsBetweenSidesOf(LinkPlan link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return Entity == link.Entity && !link.Copies.Any(c => c.ToString() == To);
    }

    internal sealed class LowerCaseSides() : JsonStringEnumConverter<Side>(JsonNamingPolicy.CamelCase);
}
