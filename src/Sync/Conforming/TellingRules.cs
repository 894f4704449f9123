using System.Collections.Concurrent;
using Hub.ServiceKit.Changes;
using Hub.Sync.LinkedServices;

namespace Hub.Sync.Conforming;

/// <summary>The rules of what the changes tell of writes, also of many at once.</summary>
internal sealed class TellingRules(Probe probe, ConformanceRequest request, string? end)
{
    private const int Many = 20;
    private readonly WrittenRecord _record = new(probe.Client, request, request.Prefix + "2");
    private readonly WrittenRecord _odd = new(probe.Client, request, request.Prefix + "a b/c%2Fä");
    private string? _end = end;

    /// <summary>The keys that may have been written.</summary>
    public IEnumerable<string> Keys =>
        [_record.Key, _odd.Key, .. Enumerable.Range(1, Many).Select(n => $"{request.Prefix}many-{n}")];

    private IEnumerable<string> ManyKeys => Keys.Skip(2);

    /// <summary>Tries them.</summary>
    public async Task TryAsync(CancellationToken cancellation)
    {
        await probe.TryAsync(
            "echo", "what the hub writes is told with origin legacy, and whoever waits for a change hears of it",
            () => ToldAsync(_record, () => _record.WriteAsync(_record.Next(), null, cancellation), Side.Legacy, cancellation));
        await probe.TryAsync(
            "merge", "what is written with Hub-Origin: new is told with origin new",
            () => ToldAsync(_record, async () => await _record.WriteAsync(
                _record.Next(), await _record.VersionAsync(cancellation), cancellation, Side.New), Side.New, cancellation));
        await probe.TryAsync(
            "own change", "what a user writes is told with origin new",
            () => ToldAsync(
                _record,
                async () => await _record.RepeatAsync(
                    _record.Next(), await _record.VersionAsync(cancellation), null, cancellation, origin: null),
                Side.New, cancellation));
        await probe.TryAsync(
            "key", "a key with spaces, slashes, percent signs and other letters is one key, and told as it is",
            async () => await ToldAsync(
                _odd, () => _odd.WriteAsync(_odd.Next(), null, cancellation), Side.Legacy, cancellation) is { } fault
                ? $"Decode the path's last segment once: %2F and %25 are characters of the key. {fault}"
                : null);
        await probe.TryAsync(
            "deletion", "a deletion is told, with a version of its own", () => DeletionAsync(cancellation));
        await probe.TryAsync(
            "one winner", "of writes at the same moment with one If-Match, one is done and the others get 412",
            () => OneWinnerAsync(cancellation));
        await probe.TryAsync(
            "none is missed", $"of {Many} records written at the same moment, whoever reads along is told of each",
            () => NoneMissedAsync(cancellation));
    }

    private async Task<string?> ToldAsync(
        WrittenRecord record, Func<Task<ServiceAnswer>> write, Side origin, CancellationToken cancellation)
    {
        var told = FindAsync(c => c.Key == record.Key, cancellation);
        var answer = await write();
        if (!answer.IsDone)
            return $"The write is not done. The service {answer.Reason}.";
        var version = await record.VersionAsync(cancellation);
        return await told is not { } change
                ? $"The change was not told within {request.Patience.TotalSeconds} s: tell it at its commit."
            : change.Version != version ? "The version of the change is the record's ETag."
            : change.Origin != origin
                ? $"Its origin is {(origin == Side.New ? "new" : "legacy")}: what Hub-Origin says, new without it."
            : change.Content?["id"]?.ToString() != record.Key ? "'data' is the whole record, with its key as 'id'."
            : null;
    }

    private async Task<string?> DeletionAsync(CancellationToken cancellation)
    {
        var before = await _record.VersionAsync(cancellation);
        await _record.WriteAsync(null, before, cancellation);
        return await FindAsync(c => c.Key == _record.Key && c.Kind == ChangeKind.Delete, cancellation) is not { } change
                ? $"A deletion is told as {ServiceEvents.Deleted}."
            : change.Version <= before ? "A deletion has a later version than the record had."
            : change.Origin != Side.Legacy ? "The hub's deletion is told with origin legacy."
            : null;
    }

    private async Task<string?> OneWinnerAsync(CancellationToken cancellation)
    {
        await _record.WriteAsync(_record.Next(), null, cancellation);
        var version = await _record.VersionAsync(cancellation);
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => _record.RepeatAsync(
            _record.Next(), version, new HubChange("another", n), cancellation)));
        return answers.Count(a => a.IsDone) == 1 && answers.All(a => a.IsDone || a.Status == 412) ? null
            : $"{answers.Count(a => a.IsDone)} of 8 were done: hold the condition against the version in the write's own "
            + "transaction, as in UPDATE … WHERE key = … AND version = ….";
    }

    private async Task<string?> NoneMissedAsync(CancellationToken cancellation)
    {
        var missing = new ConcurrentDictionary<string, byte>(
            ManyKeys.Select(k => KeyValuePair.Create(k, (byte)0)), StringComparer.Ordinal);
        var reading = FindAsync(c => missing.TryRemove(c.Key, out _) && missing.IsEmpty, cancellation);
        var answers = await Task.WhenAll(ManyKeys.Select(k => new WrittenRecord(probe.Client, request, k))
            .Select(r => r.WriteAsync(r.Next(), null, cancellation)));
        if (answers.FirstOrDefault(a => !a.IsDone) is { } failed)
            return $"A write among others is not done. The service {failed.Reason}.";
        return await reading is not null ? null
            : $"{missing.Count} were not told to a reader that was ahead of them: a change that becomes visible later has a "
            + "later cursor, so take its number in the order of commits (one writer, or a lock until the commit).";
    }

    /// <summary>Reads on until a change is the one; returns null when time is over.</summary>
    private async Task<Change?> FindAsync(Func<Change, bool> isIt, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(request.Patience);
        try
        {
            while (true)
            {
                var answer = await probe.Client.SendAsync(
                    ServiceRequest.Changes(probe.Client.Service, _end, ServiceChangeSource.MostAtOnce, TimeSpan.FromSeconds(5)),
                    patience.Token);
                var (changes, fault) = ServiceEvents.Read(answer.Body, _end, null);
                if (fault is not null)
                    throw new ChangeTargetUnavailableException($"The changes cannot be read: {fault}");
                Change? found = null;
                foreach (var change in changes)
                {
                    _end = change.Position;
                    found ??= isIt(change) ? change : null;
                }

                if (found is not null)
                    return found;
                if (changes.Count == 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
