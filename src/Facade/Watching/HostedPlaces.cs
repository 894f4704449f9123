using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.ServiceKit.Hosting;

namespace Hub.Facade.Watching;

/// <summary>Tells which process runs a hosted side.</summary>
internal sealed class HostedPlaces(HostedSides hosted, Peers peers)
{
    /// <summary>Why a hosted side answers nothing that neither this process nor a peer runs.</summary>
    public const string Nowhere = "it does not run on this node, and no peer is named that runs it";

    /// <summary>Returns where a side runs: <c>this process</c>, a peer or <c>nowhere</c>; null for an address.</summary>
    /// <param name="side">The side's name in the plan.</param>
    public string? Of(SideName side) =>
        !side.IsHosted ? null
        : hosted.Find(side.ToString()) is not null ? "this process"
        : peers.FindSide(side) is { } peer ? $"peer {peer.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}"
        : "nowhere";

    /// <summary>Whether neither this process nor a peer runs a hosted side.</summary>
    public bool IsNowhere(SideTarget side) =>
        side.Address is null && hosted.Find(side.Name.ToString()) is null && peers.FindSide(side.Name) is null;

    /// <summary>Returns the peer that runs a hosted side; null where this process or none does, and for an address.</summary>
    public Uri? FindPeer(SideTarget side) =>
        side.Address is null && hosted.Find(side.Name.ToString()) is null ? peers.FindSide(side.Name) : null;
}
