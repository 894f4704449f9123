using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Platform.Nodes;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Tells a shared store that the processes which had this one's data folder before have ended, before this one listens: a
/// repeat of what one of them was carrying out need not wait until that is found out.
/// </summary>
internal sealed partial class EndingFormerWrites(
    IdempotentWrites writes, FormerNodes former, TimeProvider time, ILogger<EndingFormerWrites> log) : SteadyService(time, log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private bool _told;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TellAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!_told)
        {
            await Task.Delay(Pause, Time, stoppingToken);
            await TellAsync();
        }
    }

    private async Task TellAsync()
    {
        try
        {
            if (former.Enter() is { Count: > 0 } ended)
            {
                await writes.InterruptAsync(ended);
                former.Forget();
            }

            _told = true;
        }
        catch (DbException)
        {
            // A facade may start without its store.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotNoted(Log, e.Message);
            _told = true;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The data folder does not take this node's id ({Reason}): after a kill, repeats of writes with an idempotency key are "
        + "told for up to 30 s that the write is under way")]
    private static partial void LogNotNoted(ILogger log, string reason);
}
