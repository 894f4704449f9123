using System.Data.Common;
using System.Globalization;
using System.Threading.Channels;
using Hub.Platform.Identity;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Admin;

/// <summary>
/// Audits what was done while the audit log could not be written: in order, as soon as it can be. Until then the node is not
/// ready, since what it holds goes with it. Where too many wait, the write is answered as failed.
/// </summary>
internal sealed partial class LateAudit(AuditLog audit, Readiness readiness, TimeProvider time, ILogger<LateAudit> log)
    : SteadyService(time, log)
{
    /// <summary>How many entries wait at most.</summary>
    public const int Most = 1000;

    private const string Cause = "audit";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Channel<Entry> _entries =
        Channel.CreateBounded<Entry>(new BoundedChannelOptions(Most) { SingleReader = true });

    /// <summary>Keeps an entry until it can be written; false where too many wait.</summary>
    public bool TryAdd(string actor, string action, string target, string outcome, string detail, string why)
    {
        if (!_entries.Writer.TryWrite(new Entry(actor, action, target, outcome, detail, Time.GetUtcNow())))
            return false;
        readiness.Report(Cause, "what was done last is not in the audit log yet");
        LogLate(Log, action, target, actor, why);
        return true;
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _entries.Reader.WaitToReadAsync(stoppingToken))
                if (!await TryWriteAsync())
                    await Task.Delay(Pause, Time, stoppingToken);
        }
        finally
        {
            await TryWriteAsync();
        }
    }

    private async Task<bool> TryWriteAsync()
    {
        try
        {
            while (_entries.Reader.TryPeek(out var entry))
            {
                var at = entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
                await audit.AppendAsync(
                    entry.Actor, entry.Action, entry.Target, entry.Outcome,
                    $"{entry.Detail} (written late; it was at {at})".Trim());
                _entries.Reader.TryRead(out _);
            }

            readiness.Report(Cause, problem: null);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Action} of {Target} by {Actor} is not in the audit log yet: {Reason}")]
    private static partial void LogLate(ILogger log, string action, string target, string actor, string reason);

    private sealed record Entry(
        string Actor, string Action, string Target, string Outcome, string Detail, DateTimeOffset At);
}
