using Hub.Adapters.Changes;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Files;

/// <summary>Makes the files of an entity, each once there are enough rows or the first has waited long enough.</summary>
internal sealed partial class FileWriter(
    string system, string entity, FileDelivery delivery, OutFolder folder, OutgoingRows rows, ILogger<FileWriter> log,
    FileTelemetry? telemetry = null)
{
    private volatile string? _problem;

    /// <summary>Why no file can be written; null where the last one could, or none was due.</summary>
    public string? Problem => _problem;

    /// <summary>Finishes the file that is under way, and makes those that are due.</summary>
    public async Task WriteDueAsync(CancellationToken cancellation)
    {
        try
        {
            while (await WriteAsync(cancellation))
                _problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_problem is null)
                LogFailed(log, system, entity, e);
            // The path stays out of what is told.
            _problem = $"{system}: no file can be written as {delivery.Pattern} ({e.GetType().Name}): see that the folder is "
                + "there, that the hub may write in it, that no other file has the name, and that the disk is not full";
        }
    }

    /// <returns>Whether there may be more to do at once.</returns>
    private async Task<bool> WriteAsync(CancellationToken cancellation)
    {
        // Looked at first, as most of the time there is nothing to do.
        var (waiting, since) = await rows.WaitingAsync(system, entity);
        var isDue = waiting >= delivery.Batch || (waiting > 0 && since >= delivery.Every);
        if ((!isDue && !await rows.IsUnderWayAsync(system, entity)) || await rows.HoldAsync(system, entity) is not { } file)
            return false;
        switch (file.State)
        {
            case OutgoingRows.Writing:
                await folder.WriteAsync(file.Number, rows.RowsAsync(system, entity, file.Number), cancellation);
                return await rows.CompleteAsync(system, entity, file.Number);
            case OutgoingRows.Complete:
                folder.Publish(file.Number);
                await rows.EndAsync(system, entity, file.Number);
                telemetry?.Written(system, entity);
                return true;
            default:
                return isDue && await rows.BeginAsync(system, entity, delivery.Batch) is not null;
        }
    }

    [LoggerMessage(LogLevel.Error, "{System}: no file of {Entity} can be written")]
    private static partial void LogFailed(ILogger log, string system, string entity, Exception error);
}
