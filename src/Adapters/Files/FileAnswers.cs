using System.Globalization;
using CsvHelper;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;
using Hub.Platform.Changes;

namespace Hub.Adapters.Files;

/// <summary>
/// Tells what became of each row of a file, in a file beside it: <c>accepted</c>, or why not. It is told once all rows are
/// handled, in one piece, and again if a kill leaves open whether it was.
/// </summary>
/// <param name="side">The side: <c>adapter:warehouse</c>.</param>
/// <param name="system">The system.</param>
/// <param name="entity">The entity.</param>
/// <param name="places">Where files are put away.</param>
/// <param name="snapshots">What is known of the records.</param>
/// <param name="files">The files.</param>
/// <param name="fates">What became of changes; null where nothing syncs.</param>
internal sealed class FileAnswers(
    string side, string system, EntityDefinition entity, FilePlaces places, Snapshots snapshots, TakenFiles files,
    IChangeFates? fates)
{
    // Keys and reasons are others' words, and somebody may open the file in a spreadsheet.
    private static readonly CsvWriterOptions Notation = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    /// <summary>Tells of those files whose rows are all handled.</summary>
    public async Task TellAsync(IEnumerable<TakenFile> open, CancellationToken cancellation)
    {
        foreach (var file in open.Where(f => f.State is TakenFile.Read or TakenFile.Refused))
        {
            if (file.State == TakenFile.Read
                && (fates is null || !await fates.AreHandledAsync(side, entity.Name, file.Last)))
                continue;
            await WriteAsync(file, cancellation);
            await files.TellAsync(system, entity.Name, file.Number);
        }
    }

    private async Task WriteAsync(TakenFile file, CancellationToken cancellation)
    {
        var path = places.AnswerPath(file);
        var written = Path.Combine(Path.GetDirectoryName(path)!, FilePlaces.HiddenOf(Path.GetFileName(path)));
        await using (var stream = FolderClient.MakeFile(written))
        {
            await using var csv = CsvWriter.Create(stream, Notation, leaveOpen: true);
            csv.WriteHeader(["line", "key", "fate", "reason"]);
            if (file.Reason is { } reason)
                await csv.WriteRecordAsync(["", "", ChangeFate.Refused, reason], cancellation);
            else
                await foreach (var page in files.RowsAsync(system, entity.Name, file.Number))
                    await WriteAsync(csv, page, cancellation);
            await csv.FlushAsync(cancellation);
            stream.Flush(flushToDisk: true);
        }

        File.Move(written, path, overwrite: true);
    }

    private async Task WriteAsync(CsvWriter csv, IReadOnlyList<TakenRow> rows, CancellationToken cancellation)
    {
        string[] keys = [.. rows.Select(r => r.RecordKey).Distinct(StringComparer.Ordinal)];
        var known = await snapshots.FindAsync(system, entity.Name, keys);
        var found = await fates!.FindAsync(side, entity.Name, keys);
        foreach (var row in rows)
        {
            var (fate, reason) = Judge(row, known.GetValueOrDefault(row.RecordKey), found.GetValueOrDefault(row.RecordKey));
            await csv.WriteRecordAsync(
                [row.Line.ToString(CultureInfo.InvariantCulture), row.HasKey == 0 ? "" : row.RecordKey, fate, reason],
                cancellation);
        }
    }

    private static (string Fate, string Reason) Judge(TakenRow row, SnapshotRecord? known, ChangeFate? fate) =>
        row.Fault is { } fault ? (ChangeFate.Refused, fault)
        : known?.IsTwice == true ? (ChangeFate.Refused, "another row of the file has this key and says something else")
        : known is not null && known.Hash != row.Hash ? ("superseded", "a later row or file says something else of this record")
        : fate is not null ? (fate.Fate, fate.Reason)
        : ("accepted", "");
}
