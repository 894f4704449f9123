using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Shadowing;

/// <summary>Keeps this node to its part of what shadows may ask.</summary>
internal sealed partial class SharingShadows(
    ShadowShares shares, ShadowBudgets budgets, CurrentRouting routing, TimeProvider time, ILogger<SharingShadows> log)
    : SharingService(shares, time, log)
{
    // Most plans limit no side.
    protected override bool IsNeeded => routing.IsLoaded && budgets.AreNamed;

    protected override bool Divide(int parts) => budgets.Divide(parts);

    protected override void OnCutOff(string reason) => LogCutOff(Log, reason);

    [LoggerMessage(
        LogLevel.Warning, "This node's part of what shadows may ask of sides is not renewed, and stays as it is: {Reason}")]
    private static partial void LogCutOff(ILogger log, string reason);
}
