namespace Hub.Facade.Cutover.Handovers;

/// <summary>What the handover that a shift would make meets now.</summary>
/// <param name="Steps">Its steps, in order: <c>hold</c>, <c>drained</c>, <c>caught up</c>, <c>owner</c>.</param>
/// <param name="Together">The routes that would move, as they write the same records.</param>
/// <param name="Nodes">The nodes that have to serve the hold, and to have ended the writes that were decided before.</param>
/// <param name="Link">The link's directions, which have to carry over all that was written before.</param>
/// <param name="HoldAtMostMilliseconds">How long a write waits at most before it is asked to come again.</param>
/// <param name="LastHeldMilliseconds">
/// How long the last handovers of these routes held writes, at most five of the last two hundred revisions, newest first.
/// </param>
internal sealed record HandoverPreview(
    IReadOnlyList<string> Steps, IReadOnlyList<string> Together, IReadOnlyList<string> Nodes,
    IReadOnlyList<DirectionPreview> Link, double HoldAtMostMilliseconds, IReadOnlyList<double> LastHeldMilliseconds);

/// <summary>Where one direction of the link stands now.</summary>
/// <param name="From">The side that its changes are read from.</param>
/// <param name="To">The side that they are applied to.</param>
/// <param name="Position">The position up to which all is handled; null before the first.</param>
/// <param name="CaughtUp">Whether the last reading found nothing new and all is handled.</param>
/// <param name="LagSeconds">The age of the oldest change that was read and is not handled.</param>
/// <param name="Error">Why it stands still, or null.</param>
internal sealed record DirectionPreview(
    string From, string To, string? Position, bool CaughtUp, double LagSeconds, string? Error);
