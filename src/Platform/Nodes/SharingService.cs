using System.Data.Common;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Nodes;

/// <summary>
/// Keeps this node to its part of <see cref="SharedBudgets"/>, as nodes come and go. A node cut off from the store goes on with
/// the part it has.
/// </summary>
/// <param name="shares">The parts of all nodes.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where the service logs.</param>
public abstract class SharingService(SharedBudgets shares, TimeProvider time, ILogger log) : SteadyService(time, log)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    // Others wait for what this node has to give up, or it waits for them.
    private static readonly TimeSpan WhileChanging = TimeSpan.FromMilliseconds(100);
    private int _holds;
    private bool _hasAsked;
    private bool _told;

    /// <summary>Whether there is anything to divide; a node without a part takes none until there is.</summary>
    protected virtual bool IsNeeded => true;

    /// <summary>Divides the budgets by a number of nodes, 0 for no part yet; true when what is in use fits.</summary>
    protected abstract bool Divide(int parts);

    /// <summary>Tells of another part than before.</summary>
    protected virtual void OnChanged(int parts, int nodes)
    {
    }

    /// <summary>Tells once that the store cannot be reached.</summary>
    protected abstract void OnCutOff(string reason);

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (_hasAsked)
                await shares.LeaveAsync();
        }
        catch (DbException)
        {
            // The part ends by itself.
        }
    }

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
            await Task.Delay(await RenewAsync() ? Heartbeat : WhileChanging, Time, stoppingToken);
    }

    /// <summary>Keeps the part, or takes another; false where nodes have not agreed yet.</summary>
    protected async Task<bool> RenewAsync()
    {
        if (!IsNeeded && _holds == 0)
            return true;
        try
        {
            _hasAsked = true;
            var (parts, nodes) = await shares.RenewAsync(_holds, Divide);
            if (parts != _holds)
                OnChanged(parts, nodes);
            _holds = parts;
            Divide(parts == 0 ? 0 : Math.Max(parts, nodes));
            _told = false;
            return parts == nodes;
        }
        catch (DbException e)
        {
            if (!_told)
                OnCutOff(e.Message);
            _told = true;
            return true;
        }
    }
}
