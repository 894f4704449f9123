using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Nodes;

/// <summary>
/// Holds this node's lease, and tells at once when it serves another revision and when what an earlier one decided has ended.
/// </summary>
internal sealed partial class NodeService(
    NodeRegistry nodes, ThisNode node, NodeLease lease, InFlight inFlight, CurrentRouting current, Revisions revisions,
    IHostApplicationLifetime host, Readiness readiness, TimeProvider time, ILogger<NodeService> log) : SteadyService(time, log)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileDraining = TimeSpan.FromMilliseconds(20);
    private readonly SemaphoreSlim _changed = new(0, 1);
    private bool _told;

    /// <summary>
    /// Before the node listens: a shift that comes after its lease is in the store waits for it, and what came before is
    /// read after that. The other way round, a shift between the two would be said to be served by all, and this node
    /// would answer by the revision before.
    /// </summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await RenewAsync())
            await FollowAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        // It has an address only now.
        await using var listening = host.ApplicationStarted.Register(Wake);
        current.Changed += OnChanged;
        try
        {
            while (true)
            {
                var (revision, draining, renewed) =
                    (current.Snapshot.Revision, inFlight.Before(current.Snapshot.Revision), Time.GetTimestamp());
                await RenewAsync(revision, draining, renewed);
                do
                    await _changed.WaitAsync(draining.Count > 0 ? WhileDraining : Heartbeat, stoppingToken);
                while (draining.Count > 0 && revision == current.Snapshot.Revision && Time.GetElapsedTime(renewed) < Heartbeat
                    && Same(draining, inFlight.Before(revision)));
            }
        }
        finally
        {
            current.Changed -= OnChanged;
            await LeaveAsync();
        }
    }

    private void OnChanged(RoutingSnapshot snapshot, bool planChanged) => Wake();

    private void Wake()
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

    private Task<bool> RenewAsync() => RenewAsync(current.Snapshot.Revision, new Dictionary<string, int>(), Time.GetTimestamp());

    private async Task<bool> RenewAsync(long revision, IReadOnlyDictionary<string, int> draining, long started)
    {
        try
        {
            await nodes.RenewAsync(node, revision, draining, readiness.Problem);
            // Cut off for a while, it may believe in an owner that is none any more: a shift waits for it from here on only.
            if (!lease.Holds && !await FollowAsync())
                return false;
            lease.Renewed(started);
            _told = false;
            return true;
        }
        catch (DbException e)
        {
            if (!_told)
                LogCutOff(Log, e.Message);
            _told = true;
            return false;
        }
    }

    /// <summary>Serves the newest revision; false where the store could not be asked for it.</summary>
    private async Task<bool> FollowAsync()
    {
        try
        {
            await revisions.FollowAsync();
            return true;
        }
        catch (InvalidDataException)
        {
            // The follower says why; what cannot be read is served nowhere.
            return true;
        }
        catch (DbException)
        {
            // The follower tries again, and says why it fails.
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
