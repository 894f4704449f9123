namespace Hub.Platform.Plan;

/// <summary>How the new side of a link is asked that is a service at an address (docs/linking-a-service.md).</summary>
/// <param name="Address">Its address, to be used and never shown.</param>
/// <param name="Changes">The path under which it tells its changes: <c>/hub/changes</c>.</param>
/// <param name="Records">The path under which its records are read and written by their keys: <c>/api/orders</c>.</param>
/// <param name="Token">The bearer token that the hub shows it, to be used and never shown; null for none.</param>
/// <param name="DryRun">Whether it answers <c>Prefer: dry-run</c> without writing.</param>
public sealed record LinkedServicePlan(Uri Address, string Changes, string Records, string? Token, bool DryRun)
{
    /// <summary>Names the service without its address and token.</summary>
    public override string ToString() => $"changes {Changes}, records {Records}";
}
