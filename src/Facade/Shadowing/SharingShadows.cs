using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Shadowing;

/// <summary>
/// Keeps this node to its part of what shadows may ask, as nodes come and go. A node cut off from the store goes on with its
/// part.
/// </summary>
internal sealed partial class SharingShadows(
    ShadowShares shares, ShadowBudgets budgets, CurrentRouting routing, TimeProvider time, ILogger<SharingShadows> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    // Others wait for what this node has to give up, or it waits for them.
    private static readonly TimeSpan WhileChanging = TimeSpan.FromMilliseconds(100);
    private int _holds;
    private bool _told;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (_holds > 0)
                await shares.LeaveAsync();
        }
        catch (DbException)
        {
            // The part ends by itself.
        }
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
            await Task.Delay(await RenewAsync() ? Heartbeat : WhileChanging, Time, stoppingToken);
    }

    private async Task<bool> RenewAsync()
    {
        // Most plans limit no side.
        if (!routing.IsLoaded || (!budgets.AreNamed && _holds == 0))
            return true;
        try
        {
            var (parts, nodes) = await shares.RenewAsync(_holds, budgets.Divide);
            _holds = parts;
            budgets.Divide(parts == 0 ? 0 : Math.Max(parts, nodes));
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

    [LoggerMessage(
        LogLevel.Warning, "This node's part of what shadows may ask of sides is not renewed, and stays as it is: {Reason}")]
    private static partial void LogCutOff(ILogger log, string reason);
}
