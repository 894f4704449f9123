using System.Data.Common;
using Hub.Platform.Plan;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Routing;

/// <summary>
/// Follows the revisions that other processes append to a shared store. A node that cannot read the store, or whose
/// own references do not fit a new plan, goes on with the revision it has.
/// </summary>
internal sealed partial class RevisionFollower(Revisions revisions, TimeProvider time, ILogger<RevisionFollower> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        string? told = null;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await revisions.FollowAsync();
                told = null;
            }
            catch (Exception e) when (e is DbException or InvalidDataException or PlanInvalidException)
            {
                if (told != e.Message)
                    LogNotFollowed(log, told = e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The store's newest revision is not followed: {Reason}")]
    private static partial void LogNotFollowed(ILogger log, string reason);
}
