using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hub.Platform.Telemetry;

namespace Hub.Sync.Messages;

/// <summary>Counts the changes handled on this node, and carries a change's trace over the bus.</summary>
internal sealed class ChangeTelemetry
{
    private readonly Counter<long> _changes;

    public ChangeTelemetry(IMeterFactory meters) => _changes = meters.Create(HubTelemetry.Name).CreateCounter<long>(
        "hub.sync.changes", "{change}",
        "Changes handled on this node: applied, merged, in conflict, superseded by a later one, parked, "
        + "or waiting for a record they name.");

    /// <summary>Counts a change that was handled.</summary>
    public void Handled(ChangeMessage message, string outcome) =>
        _changes.Add(
            1,
            new(HubTelemetry.Stream, message.Stream),
            new KeyValuePair<string, object?>(HubTelemetry.Outcome, outcome));

    /// <summary>A span of a change on its way, under the current one or the parent given.</summary>
    public static Activity? Begin(ChangeMessage message, string step, ActivityKind kind, string? parent = null)
    {
        if (!HubTelemetry.Activities.HasListeners())
            return null;
        var activity = HubTelemetry.Activities.StartActivity($"{message.Stream.Split(':')[0]} {step}", kind, parent);
        activity?.SetTag(HubTelemetry.Stream, message.Stream);
        // The hub's own reference leads from here to the request; anybody else's may say anything.
        if (Guid.TryParseExact(message.ExternalReference, "N", out _))
            activity?.SetTag(HubTelemetry.RequestId, message.ExternalReference);
        return activity;
    }
}
