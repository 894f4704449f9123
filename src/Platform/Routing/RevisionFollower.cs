using System.Data.Common;
using System.Globalization;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Routing;

/// <summary>
/// Follows the revisions that other processes append to a shared store: told of each, and asking by itself where a word
/// was lost. A node that cannot read the store, or whose own references do not fit a new plan, goes on with the revision it has.
/// </summary>
internal sealed partial class RevisionFollower(Revisions revisions, HubStore store, ILogger<RevisionFollower> log)
    : BackgroundService
{
    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _news = new(0, 1);
    private long _heard;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = store.Database.ListenAsync(RevisionLog.Channel, Hear, stoppingToken);
        string? told = null;
        while (true)
        {
            await _news.WaitAsync(SafetyNet, stoppingToken);
            try
            {
                await revisions.FollowAsync(Interlocked.Exchange(ref _heard, 0));
                told = null;
            }
            catch (Exception e) when (e is DbException or InvalidDataException or PlanInvalidException)
            {
                if (told != e.Message)
                    LogNotFollowed(log, told = e.Message);
            }
        }
    }

    /// <summary>A number, or nothing where words may have been lost.</summary>
    private void Hear(string? word)
    {
        var told = long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        Interlocked.Exchange(ref _heard, told);
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look anyway.
        }
    }

    [LoggerMessage(LogLevel.Error, "The store's newest revision is not followed: {Reason}")]
    private static partial void LogNotFollowed(ILogger log, string reason);
}
