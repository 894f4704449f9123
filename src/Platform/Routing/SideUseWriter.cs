using System.Data.Common;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Routing;

/// <summary>
/// Writes which sides this node's requests have used: once a minute, at the end, and when a route has left its legacy side
/// altogether, so that any node knows of the last request there that might want to retire it.
/// </summary>
internal sealed partial class SideUseWriter(SideUse use, CurrentRouting current, TimeProvider time, ILogger<SideUseWriter> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _left = new(0, 1);
    private RoutingSnapshot? _before;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        current.Changed += OnChanged;
        try
        {
            while (true)
            {
                await _left.WaitAsync(Pace, stoppingToken);
                await WriteAsync();
            }
        }
        finally
        {
            current.Changed -= OnChanged;
            await WriteAsync();
        }
    }

    private void OnChanged(RoutingSnapshot snapshot, bool planChanged)
    {
        var before = Interlocked.Exchange(ref _before, snapshot);
        if (!snapshot.States.Any(s => s.Value.Stage == Stage.New && before?.States.GetValueOrDefault(s.Key)?.Stage != Stage.New))
            return;
        try
        {
            _left.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to write anyway.
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await use.WriteAsync();
        }
        catch (DbException e)
        {
            LogNotWritten(Log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Which sides were used is not written yet: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string reason);
}
