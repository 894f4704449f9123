using Hub.Platform.Lifetime;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Storage;

/// <summary>
/// Makes this node's readiness say whether its stores can be written: a node whose own files cannot be is not ready; one of
/// several that share a server stays ready, since none of the others could take its place, and says so. Keeps the disk's
/// reserve whole.
/// </summary>
internal sealed partial class StoreWatch(Stores stores, Readiness readiness, TimeProvider time, ILogger<StoreWatch> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        stores.ProblemChanged += OnChanged;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        stores.ProblemChanged -= OnChanged;
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, Time);
        do
        {
            stores.Reserve?.Fill();
            await Task.WhenAll(stores.Opened.Select(store => store.CheckAsync())).WaitAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void OnChanged(string name, string? problem)
    {
        var (cause, text) = ($"store {name}", problem is null ? null : $"store {name} cannot be written: {problem}");
        if (stores.AreShared)
            readiness.Tell(cause, text);
        else
            readiness.Report(cause, text);
        if (problem is null)
            LogWritable(Log, name);
        else
            LogNotWritable(Log, name, problem);
    }

    [LoggerMessage(LogLevel.Error, "Store {Store} cannot be written: {Reason}")]
    private static partial void LogNotWritable(ILogger log, string store, string reason);

    [LoggerMessage(LogLevel.Information, "Store {Store} can be written again")]
    private static partial void LogWritable(ILogger log, string store);
}
