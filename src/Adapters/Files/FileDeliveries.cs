using System.Collections.Concurrent;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Files;

/// <summary>Makes the files that are due, of all entities that are told by files.</summary>
internal sealed class FileDeliveries(OutgoingRows rows, FileTelemetry telemetry, TimeProvider time, ILoggerFactory loggers)
    : SteadyService(time, loggers.CreateLogger<FileDeliveries>())
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<(string System, string Entity), FileWriter> _writers = [];

    /// <summary>Makes an entity's files from now on as a plan says.</summary>
    public FileWriter Serve(string system, string entity, FileDelivery delivery, FolderClient client) =>
        _writers[(system, entity)] = new FileWriter(
            system, entity, delivery, new OutFolder(delivery, client), rows, loggers.CreateLogger<FileWriter>(),
            telemetry);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            foreach (var writer in _writers.Values)
                await writer.WriteDueAsync(stoppingToken);
    }
}
