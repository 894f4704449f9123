using System.Data.Common;
using Hub.Sync.Capturing;
using Hub.Sync.Publishing;
using Hub.Sync.Streams;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Running;

/// <summary>
/// One stream at work: a loop that reads, one that sends, one that keeps the position, one that keeps the lease.
/// </summary>
internal sealed partial class StreamRun(
    SyncStream stream, StreamLease lease, ChangeWindow window, StreamPositions positions, Barriers barriers, StreamLeases leases,
    SyncOptions options, TimeProvider time, ILogger log)
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;

    public SyncStream Stream { get; } = stream;

    public StreamLease Lease { get; } = lease;

    public ChangeWindow Window { get; } = window;

    public CaptureState Capture { get; } = new();

    /// <summary>Whether another process has taken the stream.</summary>
    public bool IsLost { get; private set; }

    public void Start(CaptureLoop capture, PublishLoop publish) => _loops = Task.WhenAll(
        Task.Run(() => capture.RunAsync(Stream, Window, Capture, _stopping.Token)),
        Task.Run(() => publish.RunAsync(Stream.Id, Window, _stopping.Token)),
        Task.Run(() => AdvanceAsync(_stopping.Token)),
        Task.Run(() => RenewAsync(_stopping.Token)));

    public StreamReport Report()
    {
        // Reading is asked before the window, or a change read in between would be overlooked.
        var (caughtUp, oldest) = (Capture.CaughtUp, Window.Oldest);
        return new StreamReport(caughtUp && oldest is null, oldest?.Since, oldest?.Error ?? Capture.Error)
        {
            AtEndAt = Capture.AtEndAt,
            WaitsFor = Capture.WaitsFor,
            Capture = Capture.Report,
        };
    }

    /// <summary>Ends the loops at once; what was sent may still be applied.</summary>
    public void Cancel() => _stopping.Cancel();

    /// <summary>Ends the loops, lets the changes under way be applied, keeps the position and lets go of the stream.</summary>
    /// <param name="atMost">How long a change under way may take.</param>
    /// <param name="patience">Ends the waiting.</param>
    public async Task StopAsync(TimeSpan atMost, CancellationToken patience)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience);
        limit.CancelAfter(atMost);
        await _stopping.CancelAsync();
        // A loop ends by its cancellation, or by what its side threw at that moment: the change is read again either way.
        await _loops.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        while (Window.AwaitsAnswers && !limit.IsCancellationRequested)
            await Window.Advanced.WaitAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        if (patience.IsCancellationRequested)
            return;
        // Without them the stream begins earlier, at another process once the lease has ended.
        if (await WriteAsync(() => positions.AdvanceAsync(Lease, Window.HandledUpTo)))
            await WriteAsync(async () =>
            {
                await leases.ReleaseAsync(Lease);
                return true;
            });
    }

    private async Task AdvanceAsync(CancellationToken cancellation)
    {
        var (kept, passed) = (Window.HandledUpTo, 0L);
        while (true)
        {
            await Window.Advanced.WaitAsync(cancellation);
            var (barrier, reached) = (Window.Passed, Window.HandledUpTo);
            if (reached != kept && await WriteAsync(() => positions.AdvanceAsync(Lease, reached)))
                kept = reached;
            if (barrier != passed && await WriteAsync(() => barriers.PassAsync(Lease, barrier)))
                passed = barrier;
        }
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, time);
        do
            await WriteAsync(() => leases.RenewAsync(Lease, Report()));
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task<bool> WriteAsync(Func<Task<bool>> write)
    {
        try
        {
            if (await write())
                return true;
            IsLost = true;
            LogLost(log, Stream.Id);
            Cancel();
        }
        // Whatever the store throws, also while it all stops: the old position is only a later start, and the next write
        // tries again.
#pragma warning disable CA1031
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogNotKept(log, Stream.Id, e);
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: another process reads it now.")]
    private static partial void LogLost(ILogger log, string stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stream}: its position or lease could not be kept.")]
    private static partial void LogNotKept(ILogger log, string stream, Exception error);
}
