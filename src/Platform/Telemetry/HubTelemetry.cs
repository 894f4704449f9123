using System.Diagnostics;

namespace Hub.Platform.Telemetry;

/// <summary>What the hub calls itself and its attributes in metrics, traces and logs.</summary>
public static class HubTelemetry
{
    /// <summary>The name of the hub's meter and of its activity source.</summary>
    public const string Name = "Hub";

    /// <summary>The route's id: <c>orders.place</c>.</summary>
    public const string Route = "hub.route";

    /// <summary>Who answered: <c>legacy</c>, <c>new</c>, or <c>none</c> when nobody was asked.</summary>
    public const string Side = "hub.side";

    /// <summary>The number of the revision that decided.</summary>
    public const string Revision = "hub.revision";

    /// <summary>The legacy system: <c>erp</c>.</summary>
    public const string System = "hub.system";

    /// <summary>The system's operation: <c>PlaceOrder</c>.</summary>
    public const string Operation = "hub.operation";

    /// <summary>How something ended; one of a few words.</summary>
    public const string Outcome = "hub.outcome";

    /// <summary>One direction of a sync link: <c>orders: adapter:erp &gt; service:orders</c>.</summary>
    public const string Stream = "hub.stream";

    /// <summary>What is kept in the hub's store: <c>pairs of keys</c>.</summary>
    public const string Kept = "hub.kept";

    /// <summary>Whose that is: an entity, or one direction of a link; empty for everybody's.</summary>
    public const string KeptOf = "hub.kept_of";

    /// <summary>The hub's id of a request, which is also the external reference of what it created.</summary>
    public const string RequestId = "hub.request_id";

    /// <summary>
    /// Bounds in seconds for what takes from a millisecond to the longest timeout; those of OpenTelemetry's HTTP conventions.
    /// </summary>
    public static IReadOnlyList<double> DurationBounds { get; } =
        [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>
    /// The hub's spans. Static, as activity sources are process-wide by nature: who listens is decided by the listener.
    /// </summary>
    public static ActivitySource Activities { get; } = new(Name);
}
