using System.Security.Cryptography;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Files;

/// <summary>
/// One way through a file, page by page: each page is kept with what it changes and with how far that is, so that a kill costs
/// the page that was under way.
/// </summary>
internal sealed class FileReading : IAsyncDisposable
{
    private const int PageSize = 500;
    private readonly string _system;
    private readonly EntityDefinition _entity;
    private readonly FileFeed _feed;
    private readonly Snapshots _snapshots;
    private readonly TakenFiles _files;
    private readonly SHA256 _hash = SHA256.Create();
    private readonly CryptoStream _stream;
    private readonly RowReader _rows;
    private long _read;

    public FileReading(
        string system, EntityDefinition entity, FileFeed feed, Snapshots snapshots, TakenFiles files, TakenFile file,
        FileStream stream)
    {
        (_system, _entity, _feed, _snapshots, _files, File) = (system, entity, feed, snapshots, files, file);
        _stream = new CryptoStream(stream, _hash, CryptoStreamMode.Read);
        _rows = new RowReader(feed.Layout, _stream);
    }

    public TakenFile File { get; }

    /// <summary>Reads the next page and keeps it.</summary>
    /// <returns>False behind the last row.</returns>
    /// <exception cref="FileRefusedException">The file is another one than it was when it was looked through.</exception>
    /// <exception cref="FileOvertakenException">Another process has read on.</exception>
    public async Task<bool> ReadPageAsync(CancellationToken cancellation)
    {
        for (; _read < File.Rows; _read++)
            if (await _rows.ReadAsync(cancellation) is null)
                throw Changed();
        var page = new List<FileRow>(PageSize);
        while (page.Count < PageSize && await _rows.ReadAsync(cancellation) is { } row)
            page.Add(row);
        if (page.Count > 0)
        {
            await KeepAsync(page);
            _read += page.Count;
            return true;
        }

        await _stream.CopyToAsync(Stream.Null, cancellation);
        if (Convert.ToHexStringLower(_hash.Hash!) != File.Hash)
            throw Changed();
        return false;
    }

    /// <summary>Keeps as gone what the file lacks, if it has all records.</summary>
    /// <param name="isLast">Whether no other file waits, whose word would count more than this one's.</param>
    /// <returns>What a person should know of it; null for nothing.</returns>
    /// <exception cref="ChangeTargetUnavailableException">More would be gone than one file may lack.</exception>
    public async Task<string?> FindGoneAsync(bool isLast)
    {
        if (!_feed.IsWhole)
            return null;
        var shown = DroppedFile.Show(File.Name);
        if (await _files.HasRowsWithoutKeyAsync(_system, _entity.Name, File.Number))
            return $"{shown} has rows without a key, so that nobody knows which records it lacks: none was deleted";
        var (known, missing) = await _files.CountMissingAsync(_system, _entity.Name, File.Number);
        var doubt = await _snapshots.DoubtAsync(_system, _entity.Name);
        if (_feed.Deletes.IsExceededBy(missing, known) && missing > doubt.Allowed)
        {
            if (!isLast)
                return $"{shown} lacked {missing} of {known} {_entity.Name}, and none was deleted, as a later file is there";
            if (doubt.Asked != missing)
                await _snapshots.AskAsync(_system, _entity.Name, missing);
            throw new ChangeTargetUnavailableException(
                $"{_system}: {shown} has {known - missing} of the {known} {_entity.Name} that are known: {missing} would be "
                + $"deleted, and one file may lack {_feed.Deletes}. Nothing is deleted until a later file has them, "
                + $"or somebody who knows that they are gone says so: ./hub sync deletions {_entity.Name} --reason TEXT");
        }

        for (var after = 0L; await _files.MissingAsync(_system, _entity.Name, File.Number, after) is { Count: > 0 } gone;)
        {
            after = gone[^1].Record;
            await _snapshots.KeepAsync(_system, _entity.Name, [], gone, guard: null);
        }

        if (doubt is not { Asked: 0, Allowed: 0 })
            await _snapshots.SettleAsync(_system, _entity.Name);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _rows.Dispose();
        await _stream.DisposeAsync();
        _hash.Dispose();
    }

    private async Task KeepAsync(List<FileRow> page)
    {
        var read = page.ConvertAll(row => (row.Line, Row: Name(ReadRow.Of(_entity, _feed, row), row.Line)));
        string[] keys = [.. read.Select(r => r.Row.Key!).Distinct(StringComparer.Ordinal)];
        var known = await _snapshots.FindAsync(_system, _entity.Name, keys);
        var earlier = await _files.FindRowsAsync(_system, _entity.Name, File.Number, keys);
        var seen = new Dictionary<string, SeenRecord>(StringComparer.Ordinal);
        var rows = new List<TakenRow>(page.Count);
        foreach (var (line, row) in read)
        {
            var key = row.Key!;
            var kept = known.GetValueOrDefault(key);
            var record = row is { IsDeletion: true, Fault: null }
                ? new SeenRecord(kept, key, "", null, null, "")
                : SeenRecord.Of(_system, _entity, key, row.Content, row.Fault, kept) with { ChangedAt = row.ChangedAt };
            // Of two rows that differ in a list of all, nobody knows which is right; of changes, the later one.
            var others = earlier[key].Select(r => r.Hash);
            if (_feed.IsWhole && others.Concat(seen.TryGetValue(key, out var one) ? [one.Hash] : []).Any(h => h != record.Hash))
                record = record.AsTwice(_system, _entity);
            seen[key] = record;
            rows.Add(new TakenRow(line, key, IsNamed(row, line) ? 1 : 0, record.Hash, row.Fault));
        }

        await _snapshots.KeepAsync(
            _system, _entity.Name,
            [.. seen.Values.Where(s => s.Hash.Length > 0 && s.Hash != s.Known?.Hash)],
            [.. seen.Values.Where(s => s.Hash.Length == 0 && s.Known is { Hash.Length: > 0 }).Select(s => s.Known!)],
            _files.Advancing(_system, _entity.Name, File.Number, _read, _read + page.Count, rows));
    }

    // What has no key of its own is told under its place.
    private ReadRow Name(ReadRow row, long line) => row with
    {
        Key = row.Key ?? KeyOf(line),
        Fault = row.Fault is { } fault ? $"{DroppedFile.Show(File.Name)}, line {line}: {fault}" : null,
    };

    private bool IsNamed(ReadRow row, long line) => row.Key != KeyOf(line);

    private string KeyOf(long line) => $"({DroppedFile.Show(File.Name)}, line {line})";

    private static FileRefusedException Changed() =>
        new("it was changed while it was read: what was read of it stands, and it is read again as it is now");
}
