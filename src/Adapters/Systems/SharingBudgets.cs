using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Platform.Nodes;
using Hub.Platform.Problems;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Systems;

/// <summary>
/// Keeps this node to its share of what systems allow, as nodes come and go. A node cut off from the store goes on
/// with the share it has.
/// </summary>
internal sealed partial class SharingBudgets(NodeShares shares, CallGates gates, TimeProvider time, ILogger<SharingBudgets> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    // Others wait for what this node has to give up, or it waits for them.
    private static readonly TimeSpan WhileChanging = TimeSpan.FromMilliseconds(100);
    private int _holds;
    private bool _told;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request, so that it finds what this node may ask.
        gates.Divide(0);
        await RenewAsync();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await shares.LeaveAsync();
        }
        catch (DbException)
        {
            // The share ends by itself.
        }
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var settled = true;
        while (true)
        {
            await Task.Delay(settled ? Heartbeat : WhileChanging, Time, stoppingToken);
            settled = await RenewAsync();
        }
    }

    private async Task<bool> RenewAsync()
    {
        try
        {
            var (parts, nodes) = await shares.RenewAsync(_holds, gates.Divide);
            if (parts != _holds)
                LogShare(Log, Describe(parts, nodes));
            _holds = parts;
            gates.Divide(parts == 0 ? 0 : Math.Max(parts, nodes));
            _told = false;
            return parts == nodes;
        }
        catch (DbException e)
        {
            if (!_told)
                LogCutOff(Log, e.Message);
            _told = true;
            return true;
        }
    }

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
