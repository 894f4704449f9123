using System.Runtime.ExceptionServices;
using Hub.Host.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Host.Up;

/// <summary>
/// Stops a hub so that nothing that fails meanwhile changes the outcome: what a part throws, on whatever thread, is logged,
/// the other parts still stop, and a part that does not end is left behind after a time. Everything that was acknowledged is
/// on disk already.
/// </summary>
internal sealed partial class CleanStop(WebApplication app, DrainOptions drain) : IAsyncDisposable
{
    // More than the host gives its parts together; who exceeds that ignores being told.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Lock One = new();
    private static bool _guarded;
    private static volatile bool _stopping;
    private readonly ILogger _log = app.Services.GetRequiredService<ILogger<CleanStop>>();
    private bool _started;
    private bool _stopped;

    /// <summary>Starts the hub; what has started by then is stopped also where this fails.</summary>
    public Task StartAsync(CancellationToken cancellation)
    {
        _started = true;
        return app.StartAsync(cancellation);
    }

    /// <summary>Waits until the hub is told to stop, and stops it.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (app.Lifetime.ApplicationStopping.Register(() => told.TrySetResult()))
        await using (stop.Register(app.Lifetime.StopApplication))
            await told.Task;
        await StopAsync();
    }

    /// <summary>Stops what runs of the hub, which may be half of it, and closes its stores.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await TryAsync("closing", () => app.DisposeAsync().AsTask(), Patience);
    }

    private async Task StopAsync()
    {
        if (_stopped || !_started)
            return;
        _stopped = true;
        Guard();
        await TryAsync("stopping", () => app.StopAsync(drain.Hurry), drain.Whole + Patience);
    }

    private async Task TryAsync(string what, Func<Task> act, TimeSpan patience)
    {
        try
        {
            await act().WaitAsync(patience);
        }
#pragma warning disable CA1031 // a stop is a stop, whatever dies at the same time
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (e is not OperationCanceledException || !drain.Hurry.IsCancellationRequested)
                LogFailed(_log, what, e);
        }
    }

    /// <summary>From now on no exception of a thread's own, such as a timer's, ends the process.</summary>
    private static void Guard()
    {
        _stopping = true;
        lock (One)
        {
            if (_guarded)
                return;
            _guarded = true;
            ExceptionHandling.SetUnhandledExceptionHandler(error =>
            {
                if (_stopping)
                    Terminal.Error.WriteLine($"While stopping: {error}");
                return _stopping;
            });
        }
    }

    [LoggerMessage(LogLevel.Warning, "A part of the hub failed while {Doing}; the others stop nevertheless")]
    private static partial void LogFailed(ILogger log, string doing, Exception error);
}
