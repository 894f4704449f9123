using System.Data.Common;
using System.Globalization;
using Hub.Platform.Lifetime;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Routing;

/// <summary>
/// Follows the revisions that other processes append to a shared store: told of each, and asking by itself where a word
/// was lost. A node that cannot read the store goes on with the revision it has.
/// </summary>
internal sealed partial class RevisionFollower(
    Revisions revisions, HubStore store, SessionLock session, TimeProvider time, ILogger<RevisionFollower> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _news = new(0, 1);
    private long _heard;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var listening = store.Database.ListenAsync(RevisionLog.Channel, Hear, ending.Token, session);
        try
        {
            await FollowAsync(listening, stoppingToken);
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task FollowAsync(Task listening, CancellationToken stoppingToken)
    {
        string? told = null;
        while (true)
        {
            await _news.WaitAsync(SafetyNet, stoppingToken);
            if (listening.IsCompleted)
                await listening;
            try
            {
                await revisions.FollowAsync(Interlocked.Exchange(ref _heard, 0));
                told = null;
            }
            catch (Exception e) when (e is DbException or InvalidDataException)
            {
                if (told != e.Message)
                    LogNotFollowed(Log, told = e.Message);
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
