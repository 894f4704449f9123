using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Identity.Anchors;

/// <summary>
/// Writes anchors of the audit log and of the revisions: when it starts and ends, at an interval, and after a number of
/// entries. What cannot be written is tried again at the next interval.
/// </summary>
public sealed partial class Anchoring(
    AuditLog audit, RevisionLog revisions, AnchorOptions options, TimeProvider time, ILogger<Anchoring> log)
    : SteadyService(time, log)
{
    private readonly Channel<bool> _many = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long _tried;

    /// <summary>The newest anchor that was written, or null.</summary>
    public AuditAnchor? Newest { get; private set; }

    /// <summary>Why the newest anchor could not be written; null when it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where anchors go.</summary>
    public string Location => options.Target.Location;

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await AnchorAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        audit.Appended += OnAppended;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await AnchorAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        finally
        {
            audit.Appended -= OnAppended;
        }
    }

    private void OnAppended(long number)
    {
        if (number - Interlocked.Read(ref _tried) >= options.Entries)
            _many.Writer.TryWrite(true);
    }

    /// <summary>Waits for the interval's end, or until there are many new entries.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        using var interval = new CancellationTokenSource(options.Interval, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, interval.Token);
        try
        {
            await _many.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The interval's end, or the process's.
        }
    }

    private async Task AnchorAsync(CancellationToken cancellation)
    {
        try
        {
            var (entry, revision) = (await audit.FindNewestAsync(), await revisions.FindNewestAsync());
            Interlocked.Exchange(ref _tried, entry?.Number ?? 0);
            var anchor = new AuditAnchor(
                Time.GetUtcNow(), entry?.Number ?? 0, entry?.Hash ?? "", revision?.Number ?? 0, revision?.Hash ?? "");
            if (Newest is { } last && (last.EntryHash, last.RevisionHash) == (anchor.EntryHash, anchor.RevisionHash))
                return;
            anchor = anchor.Sign(options.Key);
            await options.Target.AddAsync(JsonSerializer.Serialize(anchor, JsonSerializerOptions.Web), cancellation);
            (Newest, Problem) = (anchor, null);
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or HttpRequestException or DbException or OperationCanceledException)
        {
            if (cancellation.IsCancellationRequested)
                return;
            Problem = e.Message;
            NotWritten(Log, Location, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "The audit log's anchor could not be written to {Target}: {Reason} It is tried again")]
    private static partial void NotWritten(ILogger log, string target, string reason);
}
