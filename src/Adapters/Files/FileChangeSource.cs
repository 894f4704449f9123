using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;
using Hub.ServiceKit.Changes;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Files;

/// <summary>
/// Changes of a system that drops files. A file is taken once it is complete, one after the other, in the order of their names;
/// each row is kept as a change in the hub's store and read from there. What became of the rows is told beside the file.
/// </summary>
internal sealed partial class FileChangeSource(
    string system, EntityDefinition entity, FileFeed feed, DropFolder folder, FilePlaces places, FileAnswers answers,
    Snapshots snapshots, TakenFiles files, TimeProvider time, ILogger<FileChangeSource> log,
    FileTelemetry? telemetry = null)
    : IChangeSource, IRecordListing, IDisposable
{
    private const int ListedAtOnce = 500;
    private const int RefusedShown = 100;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<DroppedFile> _listed = [];
    private FileReading? _reading;
    private long? _lookedAt;
    private string? _deletions;
    private string? _refused;

    public CaptureReport? Report =>
        new[] { _deletions, _refused, folder.Notice }.OfType<string>().ToArray() is { Length: > 0 } notices
            ? new CaptureReport(string.Join("; ", notices), null)
            : null;

    public async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        var from = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;
        while (true)
        {
            if (await snapshots.ReadAsync(system, entity.Name, from, limit) is { Count: > 0 } changes)
                return [.. changes.Select(c => c.ToChange())];
            if (!await AdvanceAsync(cancellation))
                return [];
        }
    }

    public void LookAnew() => _lookedAt = null;

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(feed.Every, time, cancellation);

    public bool IsTooManyMissing(long missing, long known) => feed.Deletes.IsExceededBy(missing, known);

    public Task<long> AllowDeletionsAsync() => snapshots.AllowAsync(system, entity.Name);

    /// <summary>Returns the records as the files told them last, as nothing else tells what the system has.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = 0L;
            await snapshots.ListAsync(system, entity.Name, after, ListedAtOnce) is { Count: > 0 } page; after = page[^1].Record)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return
            [
                .. page.Select(r => new ListedRecord(
                    r.RecordKey, r.Fault is null ? JsonNode.Parse(r.Content)!.AsObject() : null) { Fault = r.Fault }),
            ];
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <returns>Whether there may be more to read at once.</returns>
    private async Task<bool> AdvanceAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var reading = _reading ?? (IsDue() ? await BeginAsync(cancellation) : null);
            _reading = null;
            return reading is not null && await ReadOnAsync(reading, cancellation);
        }
        catch (FileOvertakenException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The path stays out of what is told.
            LogFailed(log, system, e);
            throw new ChangeTargetUnavailableException(
                $"{system}: files of {feed.Pattern} cannot be read, moved or answered ({e.GetType().Name}): see that the hub may "
                + $"read and write in their folder, {FilePlaces.Done} and {FilePlaces.Failed} below it, "
                + "and that the disk is not full");
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsDue() => _lookedAt is not { } at || time.GetElapsedTime(at) >= feed.Every;

    private async Task<bool> ReadOnAsync(FileReading reading, CancellationToken cancellation)
    {
        var keeps = false;
        try
        {
            keeps = await reading.ReadPageAsync(cancellation);
            if (!keeps)
            {
                _deletions = feed.IsWhole ? await reading.FindGoneAsync(isLast: !AwaitsOther(reading.File)) : null;
                await EndAsync(reading.File, refusal: null);
            }
        }
        catch (FileRefusedException e)
        {
            await EndAsync(reading.File, e.Message);
        }
        finally
        {
            if (keeps)
                _reading = reading;
            else
                await reading.DisposeAsync();
        }

        return true;
    }

    private async Task EndAsync(TakenFile file, string? refusal)
    {
        await files.EndAsync(
            system, entity.Name, file.Number, await snapshots.LastAsync(system, entity.Name), refusal);
        Count(refusal);
    }

    private void Count(string? refusal)
    {
        if (refusal is null)
            telemetry?.Taken(system, entity.Name);
        else
            telemetry?.Refused(system, entity.Name);
    }

    /// <summary>Puts away and answers what is done with, and goes on with a file that was begun, or with the next one.</summary>
    private async Task<FileReading?> BeginAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var open = await files.OpenAsync(system, entity.Name);
            foreach (var file in open.Where(f => f is { Moved: 0, State: not TakenFile.Reading }))
            {
                await places.PutAwayAsync(
                    file, async f => await FileInspection.HashAsync(folder, f, cancellation) == file.Hash);
                await files.MoveAsync(system, entity.Name, file.Number);
            }

            await answers.TellAsync(open, cancellation);
            if (open.FirstOrDefault(f => f.State == TakenFile.Reading) is { } begun)
            {
                if (Open(begun) is { } reading)
                    return reading;
                await EndAsync(begun, "it was taken away while it was read: what was read of it stands");
                continue;
            }

            if (Next() is not { } next)
            {
                _refused = places.Tell(await files.RefusedAsync(system, entity.Name, RefusedShown));
                _lookedAt = time.GetTimestamp();
                return null;
            }

            await TakeAsync(next, cancellation);
        }
    }

    // Listed once for all of them, as there may be thousands; one that somebody took away since is left out.
    private DroppedFile? Next()
    {
        if (_listed.Count == 0)
            foreach (var file in folder.ListComplete())
                _listed.Enqueue(file);
        while (_listed.TryDequeue(out var next))
            if (File.Exists(next.Path))
                return next;
        return null;
    }

    private bool AwaitsOther(TakenFile file) =>
        _listed.Count > 0 || folder.ListComplete().Any(f => f.Name != file.Name);

    private FileReading? Open(TakenFile file)
    {
        try
        {
            return new FileReading(
                system, entity, feed, snapshots, files, file,
                folder.Open(new DroppedFile(file.Name, folder.PathOf(file.Name))));
        }
        catch (Exception e) when (e is FileNotFoundException or FileRefusedException)
        {
            return null;
        }
    }

    private async Task TakeAsync(DroppedFile next, CancellationToken cancellation)
    {
        var (hash, refusal) = await FileInspection.InspectAsync(folder, feed, next, cancellation);
        // A list of all may well be as it was before the last one; changes are not told twice.
        if (refusal is null && !feed.IsWhole && await files.FindContentAsync(system, entity.Name, hash) is { } before)
            refusal = string.Create(
                CultureInfo.InvariantCulture,
                $"its content was read before, as {DroppedFile.Show(before.Name)}, and a file is not read twice");
        if (refusal is not null)
            LogRefused(log, system, entity.Name, refusal);
        await files.TakeAsync(
            system, entity.Name, next.Name, places.Name(next.Name, hash, refusal is not null), hash, refusal);
        if (refusal is not null)
            Count(refusal);
    }

    [LoggerMessage(LogLevel.Warning, "{System}: a file of {Entity} was refused: {Reason}")]
    private static partial void LogRefused(ILogger log, string system, string entity, string reason);

    [LoggerMessage(LogLevel.Error, "{System}: its files cannot be read, moved or answered")]
    private static partial void LogFailed(ILogger log, string system, Exception error);
}
