using Hub.Platform.Nodes;
using Hub.Platform.Problems;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Systems;

/// <summary>Keeps this node to its share of what systems allow.</summary>
internal sealed partial class SharingBudgets(NodeShares shares, CallGates gates, TimeProvider time, ILogger<SharingBudgets> log)
    : SharingService(shares, time, log)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request, so that it finds what this node may ask.
        gates.Divide(0);
        await RenewAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override bool Divide(int parts) => gates.Divide(parts);

    protected override void OnChanged(int parts, int nodes) => LogShare(Log, Describe(parts, nodes));

    protected override void OnCutOff(string reason) => LogCutOff(Log, reason);

    /// <summary>Returns how much of what legacy systems allow this node may use.</summary>
    internal static string Describe(int parts, int nodes) => (parts, nodes) switch
    {
        (0, _) => "This node may make one call at a time to each legacy system, until it has its share of what they allow",
        (1, 1) => "This node is the only one that calls legacy systems, and may use all that they allow",
        (1, _) => "This node may use all that legacy systems allow, until it shares that with "
            + Counted.Of(nodes - 1, "other node"),
        _ when parts == nodes => $"This node may use 1/{parts} of what legacy systems allow, as {nodes} nodes call them",
        (_, 1) => $"This node may use 1/{parts} of what legacy systems allow, while it changes to all, as no other node calls "
            + "them",
        _ => $"This node may use 1/{parts} of what legacy systems allow, while it changes to 1/{nodes}, as {nodes} nodes now "
            + "call them",
    };

    [LoggerMessage(LogLevel.Information, "{Share}")]
    private static partial void LogShare(ILogger log, string share);

    [LoggerMessage(LogLevel.Error, "The share of what legacy systems allow is not renewed, and stays as it is: {Reason}")]
    private static partial void LogCutOff(ILogger log, string reason);
}
