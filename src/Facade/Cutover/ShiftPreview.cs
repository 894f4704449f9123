using Hub.Facade.Cutover.Handovers;
using Hub.Facade.Evidence;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Cutover;

/// <summary>What a shift would do to the cohort keys seen lately.</summary>
/// <param name="Route">The route.</param>
/// <param name="Revision">The revision that it is compared with.</param>
/// <param name="From">Where the route stands.</param>
/// <param name="To">Where it would stand.</param>
/// <param name="Refused">Why the shift would be refused as things are, in the words it would be refused with; or null.</param>
/// <param name="Forced">What the shift would override, or null.</param>
/// <param name="Waits">Why the shift would wait for a second person, or null.</param>
/// <param name="Keys">Different keys seen.</param>
/// <param name="ToNew">Those of them that would move to the new side.</param>
/// <param name="ToLegacy">Those of them that would move to the legacy side.</param>
/// <param name="Requests">The requests that carried them.</param>
/// <param name="SinceSeconds">How long ago the first of these came.</param>
/// <param name="Nodes">How many nodes' memory this is.</param>
/// <param name="Silent">Nodes that gave no answer, and so are not counted.</param>
/// <param name="Notes">What whoever shifts should know although it keeps nobody from it.</param>
internal sealed record ShiftPreview(
    string Route,
    long Revision,
    RouteState From,
    RouteState To,
    string? Refused,
    string? Forced,
    string? Waits,
    int Keys,
    int ToNew,
    int ToLegacy,
    int Requests,
    double SinceSeconds,
    int Nodes,
    IReadOnlyList<string> Silent,
    IReadOnlyList<string> Notes)
{
    /// <summary>What the shift would accept of the two sides, which no link joins; null for nothing.</summary>
    public string? AcceptedSplit { get; init; }

    /// <summary>What the evidence says of the gates that stand before the stage; null where none does.</summary>
    public IReadOnlyList<GateVerdict>? Gates { get; init; }

    /// <summary>What the handover would meet; null where the shift moves no owner of linked records.</summary>
    public HandoverPreview? Handover { get; init; }

    /// <summary>What a rollback would cost; null where the route writes no records that both sides keep.</summary>
    public WayBack? WayBack { get; init; }
}

/// <summary>
/// The keys that one node has seen, as one node tells another: by their bucket, for the key itself is nobody's business.
/// </summary>
/// <param name="Keys">Each different key.</param>
/// <param name="Requests">The requests that carried them.</param>
/// <param name="SinceSeconds">How long ago the first of these came.</param>
internal sealed record SeenKeys(IReadOnlyList<SeenKey> Keys, int Requests, double SinceSeconds);

/// <param name="Bucket">Its bucket: 32 bits, which very few keys share.</param>
/// <param name="Before">The side it is on.</param>
/// <param name="After">The side it would be on.</param>
internal sealed record SeenKey(double Bucket, Side Before, Side After);

/// <summary>Which customers a shift would move, of those that the nodes have seen lately.</summary>
/// <param name="Route">The route.</param>
/// <param name="Count">How many; the list names at most 200 of them.</param>
/// <param name="IsMasked">Whether the keys are masked, as whoever asks may not see them.</param>
/// <param name="Customers">The customers, by their buckets.</param>
/// <param name="Silent">Nodes that gave no answer, and so are not counted.</param>
internal sealed record MovedCustomers(
    string Route, int Count, bool IsMasked, IReadOnlyList<MovedCustomer> Customers, IReadOnlyList<string> Silent);

/// <param name="Key">Its cohort key, or the key masked.</param>
/// <param name="Bucket">Its bucket.</param>
/// <param name="To">The side that it would move to: <c>legacy</c> or <c>new</c>.</param>
internal sealed record MovedCustomer(string Key, double Bucket, string To);
