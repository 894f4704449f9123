using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>A webhook that is told what happens.</summary>
/// <param name="To">Its address, which is a secret and never shown.</param>
/// <param name="Written">The address as the plan writes it, a reference: shown, and the webhook's name in the store.</param>
/// <param name="Kinds">What it is told.</param>
/// <param name="Format">What it understands.</param>
/// <param name="At">Where this stands.</param>
public sealed record NotifyPlan(
    Uri To, string Written, ImmutableArray<string> Kinds, NotifyFormat Format, PlanLocation At)
{
    /// <summary>What messages are signed with; empty where they are not.</summary>
    public ImmutableArray<byte> Secret { get; init; } = [];

    /// <inheritdoc />
    public override string ToString() => Written;
}

/// <summary>What the receiver of a notification understands.</summary>
public enum NotifyFormat
{
    /// <summary>A CloudEvent 1.0 in structured JSON.</summary>
    CloudEvents,

    /// <summary>A message for an incoming webhook of Slack, or what understands the same.</summary>
    Slack,

    /// <summary>A message with an adaptive card, for a workflow of Microsoft Teams.</summary>
    Teams,
}
