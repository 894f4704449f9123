using System.Data.Common;
using Hub.Platform.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Nodes;

/// <summary>Holds this node's lease, and tells at once when it serves another revision and when what an earlier one decided has ended.</summary>
internal sealed partial class NodeService(
    NodeRegistry nodes, ThisNode node, NodeLease lease, InFlight inFlight, CurrentRouting current, IHostApplicationLifetime host, TimeProvider time,
    ILogger<NodeService> log) : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileDraining = TimeSpan.FromMilliseconds(20);
    private readonly SemaphoreSlim _changed = new(0, 1);
    private bool _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before it listens it answers nobody, and has no address either.
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = host.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(stoppingToken);
        current.Changed += OnChanged;
        try
        {
            while (true)
            {
                var (revision, draining, renewed) = (current.Snapshot.Revision, inFlight.Before(current.Snapshot.Revision), time.GetTimestamp());
                if (await RenewAsync(revision, draining))
                    lease.Renewed(renewed);
                do
                    await _changed.WaitAsync(draining.Count > 0 ? WhileDraining : Heartbeat, stoppingToken);
                while (draining.Count > 0 && revision == current.Snapshot.Revision && time.GetElapsedTime(renewed) < Heartbeat
                    && Same(draining, inFlight.Before(revision)));
            }
        }
        finally
        {
            current.Changed -= OnChanged;
            await LeaveAsync();
        }
    }

    private void OnChanged(RoutingSnapshot snapshot, bool planChanged)
    {
        try
        {
            _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It knows already.
        }
    }

    private async Task<bool> RenewAsync(long revision, IReadOnlyDictionary<string, int> draining)
    {
        try
        {
            await nodes.RenewAsync(node, revision, draining);
            _told = false;
            return true;
        }
        catch (DbException e)
        {
            if (!_told)
                LogCutOff(log, e.Message);
            _told = true;
            return false;
        }
    }

    private async Task LeaveAsync()
    {
        try
        {
            await nodes.LeaveAsync(node);
        }
        catch (DbException)
        {
            // The lease ends by itself.
        }
    }

    private static bool Same(IReadOnlyDictionary<string, int> one, IReadOnlyDictionary<string, int> other) =>
        one.Count == other.Count && one.Keys.All(other.ContainsKey);

    [LoggerMessage(Level = LogLevel.Error, Message = "The node's lease is not renewed: {Reason}")]
    private static partial void LogCutOff(ILogger log, string reason);
}
