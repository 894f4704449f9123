using System.Data.Common;
using Hub.Platform.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Admin;

/// <summary>
/// Audits writes that nobody with a valid token asked for. Anyone can send these, so the first of each kind within a
/// minute is written and the others are counted: a flood makes a few entries a minute, whatever its size.
/// </summary>
internal sealed partial class AnonymousWrites(AuditLog audit, TimeProvider time, ILogger<AnonymousWrites> log) : BackgroundService
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private Dictionary<string, int> _more = new(StringComparer.Ordinal);

    /// <param name="action">One of the few that the surface's endpoints name.</param>
    /// <param name="target">What the first one was asked of.</param>
    public async Task RefusedAsync(string action, string target)
    {
        lock (_lock)
        {
            if (!_more.TryAdd(action, 0))
            {
                _more[action]++;
                return;
            }
        }

        await AppendAsync(action, target, "no valid token");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Window, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await CountAsync();
        }
        catch (OperationCanceledException)
        {
            await CountAsync();
        }
    }

    private async Task CountAsync()
    {
        Dictionary<string, int> counted;
        lock (_lock)
            (counted, _more) = (_more, new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (action, more) in counted.Where(c => c.Value > 0))
            await AppendAsync(action, "any", $"{more} more without a valid token, within {Window.TotalSeconds} s");
    }

    /// <summary>A refusal that cannot be written down is one all the same.</summary>
    private async Task AppendAsync(string action, string target, string detail)
    {
        try
        {
            await audit.AppendAsync(AuditLog.Anonymous, action, target, "refused", detail);
        }
        catch (DbException e)
        {
            LogNotWritten(log, action, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "A refused {Action} is not in the audit log: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string action, string reason);
}
