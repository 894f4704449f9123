using System.Data.Common;
using Hub.Sync.Applying;
using Hub.Sync.Capturing;
using Hub.Sync.Publishing;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Streams;

/// <summary>One stream at work: a loop that reads, one that sends, one that keeps the position.</summary>
internal sealed partial class StreamRun(SyncStream stream, ChangeWindow window, Breaker breaker, ILogger log)
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;

    public SyncStream Stream { get; } = stream;

    public ChangeWindow Window { get; } = window;

    public Breaker Breaker { get; } = breaker;

    public CaptureState Capture { get; } = new();

    public void Start(CaptureLoop capture, PublishLoop publish, StreamPositions positions) => _loops = Task.WhenAll(
        Task.Run(() => capture.RunAsync(Stream, Window, Capture, _stopping.Token)),
        Task.Run(() => publish.RunAsync(Stream.Id, Window, _stopping.Token)),
        Task.Run(() => AdvanceAsync(positions, _stopping.Token)));

    /// <summary>Ends the loops at once; what was sent may still be applied.</summary>
    public void Cancel() => _stopping.Cancel();

    /// <summary>Whether no further change is to be begun.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Ends the loops, lets the changes under way be applied, and keeps the position.</summary>
    /// <param name="positions">Where the position is kept.</param>
    /// <param name="atMost">How long a change under way may take.</param>
    /// <param name="patience">Ends the waiting.</param>
    public async Task StopAsync(StreamPositions positions, TimeSpan atMost, CancellationToken patience)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience);
        limit.CancelAfter(atMost);
        await _stopping.CancelAsync();
        try
        {
            await _loops.WaitAsync(patience);
        }
        catch (OperationCanceledException)
        {
            // That is how the loops end.
        }

        while (Window.AwaitsAnswers && !limit.IsCancellationRequested)
            await Window.Advanced.WaitAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        if (!patience.IsCancellationRequested)
            await TryKeepAsync(positions, Window.HandledUpTo);
    }

    private async Task AdvanceAsync(StreamPositions positions, CancellationToken cancellation)
    {
        for (var kept = Window.HandledUpTo; ;)
        {
            await Window.Advanced.WaitAsync(cancellation);
            var reached = Window.HandledUpTo;
            if (reached != kept && await TryKeepAsync(positions, reached))
                kept = reached;
        }
    }

    private async Task<bool> TryKeepAsync(StreamPositions positions, StreamPosition reached)
    {
        try
        {
            await positions.AdvanceAsync(Stream.Id, reached);
            return true;
        }
        catch (DbException e)
        {
            // The old position is only an earlier start; the next advance tries again.
            LogPositionNotKept(log, Stream.Id, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stream}: the position could not be kept.")]
    private static partial void LogPositionNotKept(ILogger log, string stream, Exception error);
}
