using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Changes;

/// <summary>
/// Deletes from a journal what was read, every few seconds. Reading does not wait for it: a database with one writer lets nobody
/// delete while an application writes.
/// </summary>
internal sealed partial class JournalPruning(
    string system, IJournal journal, JournalSizes sizes, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private Task _running = Task.CompletedTask;
    private long? _begunAt;
    private volatile JournalPlace? _pruned;
    private volatile string? _problem;
    private long _rows = -1;

    /// <summary>Why rows cannot be deleted, or null.</summary>
    public string? Problem => _problem;

    /// <summary>How many rows there were after the last time; null before.</summary>
    public long? Rows => Interlocked.Read(ref _rows) is var rows and >= 0 ? rows : null;

    /// <summary>Begins to delete what is before a place, where it is time for it; the anchor stays.</summary>
    public void Begin(JournalPlace passed, JournalPlace anchor)
    {
        if (_pruned == passed || !_running.IsCompleted || (_begunAt is { } at && time.GetElapsedTime(at) < Every))
            return;
        _begunAt = time.GetTimestamp();
        _running = Task.Run(() => PruneAsync(passed, anchor));
    }

    private async Task PruneAsync(JournalPlace passed, JournalPlace anchor)
    {
        try
        {
            var rows = await journal.PruneAsync(passed, anchor, CancellationToken.None);
            Interlocked.Exchange(ref _rows, rows);
            sizes.Note(system, journal.Shape.Entity, rows);
            (_pruned, _problem) = (passed, null);
        }
        catch (Exception e) when (e is SqlFailedException or JournalMisfitException)
        {
            _problem = $"what was read cannot be deleted from {journal.Shape.Name} in {system}, so that it grows: {e.Message}";
            LogNotPruned(log, system, journal.Shape.Entity, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{System}: what was read of the journal of {Entity} cannot be deleted: {Reason}")]
    private static partial void LogNotPruned(ILogger log, string system, string entity, string reason);
}
