using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Hub.Platform.Changes;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Tests.Bonds;

/// <summary>
/// A side that compares before it writes and has its own users: the legacy one reports every change as its own, the new one
/// says which came from legacy. A change it is sent can be held up, and its feed.
/// </summary>
internal class ComparingSystem(string prefix, Side side) : IChangeSource, IRehearsedTarget, IRecordListing
{
    private readonly Lock _lock = new();
    private readonly List<Change> _feed = [];
    private readonly Dictionary<string, (JsonObject Content, long Version, string? Reference)> _records = [];
    private readonly Dictionary<string, long> _versions = [];
    private readonly Dictionary<string, DateTimeOffset?> _changedAt = [];
    private readonly Dictionary<string, string> _madeOf = [];
    private readonly HashSet<(string Key, long Version)> _taken = [];
    private TaskCompletionSource _changed = Changed();
    private bool _isMute;
    private int _read;
    private int _made;

    public Func<Change, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What comes between a change's taking effect here and the answer.</summary>
    public Func<Change, Task> After { get; set; } = _ => Task.CompletedTask;

    /// <summary>What comes between a revised record's taking effect here and the answer.</summary>
    public Func<Task> AfterRevised { get; set; } = () => Task.CompletedTask;

    /// <summary>How often it was asked what a record here was made of.</summary>
    public int Asked { get; private set; }

    public Func<JsonObject, string?> Refuses { get; set; } = _ => null;

    /// <summary>The field that a refusal is for, as a rehearsal tells it.</summary>
    public string? RefusedField { get; set; }

    /// <summary>The fields of a record here that its way over and back would change.</summary>
    public Func<string, string[]> Loses { get; set; } = _ => [];

    /// <summary>Why it cannot be asked; null where it can.</summary>
    public string? Silent { get; set; }

    /// <summary>Why its records cannot be listed; null where they can.</summary>
    public string? Unlisted { get; set; }

    /// <summary>What comes between two pages of a listing.</summary>
    public Func<Task> BetweenPages { get; set; } = () => Task.CompletedTask;

    /// <summary>Whether its feed tells nothing for the time being.</summary>
    public bool IsMute
    {
        get => _isMute;
        set
        {
            lock (_lock)
            {
                _isMute = value;
                Tell();
            }
        }
    }

    /// <summary>Tells when its users change a record; null where it tells no time.</summary>
    public Func<DateTimeOffset?> Clock { get; set; } = () => null;

    /// <summary>Whether it says that the other side's record was made of the one here.</summary>
    public bool IsMadeOfCurrent { get; set; }

    public int Writes { get; private set; }

    public IReadOnlyList<string> OwnFields { get; } = ["id"];

    public int FeedLength { get { lock (_lock) return _feed.Count; } }

    /// <summary>Returns a record without its key, or null.</summary>
    public string? Read(string key)
    {
        lock (_lock)
            return _records.TryGetValue(key, out var record) ? Show(record.Content) : null;
    }

    /// <summary>Whether a record says this, whatever its key is.</summary>
    public bool Holds(string content) => KeysOf(content).Count > 0;

    /// <summary>Returns the keys of the records that say this.</summary>
    public IReadOnlyList<string> KeysOf(string content)
    {
        lock (_lock)
            return [.. _records.Where(r => Show(r.Value.Content) == content).Select(r => r.Key)];
    }

    /// <summary>Somebody makes a record here.</summary>
    public string Make(string content, string? reference = null)
    {
        lock (_lock)
        {
            var key = NextKey();
            Store(key, JsonNode.Parse(content.Replace('\'', '"'))!.AsObject(), reference, side);
            return key;
        }
    }

    /// <summary>Somebody changes fields of a record here.</summary>
    public void Edit(string key, string fields)
    {
        lock (_lock)
        {
            var (content, _, reference) = _records[key];
            content = content.DeepClone().AsObject();
            foreach (var (name, value) in JsonNode.Parse(fields.Replace('\'', '"'))!.AsObject())
                content[name] = value?.DeepClone();
            Store(key, content, reference, side);
        }
    }

    /// <summary>Somebody deletes a record here.</summary>
    public void Delete(string key)
    {
        lock (_lock)
            Remove(key, side);
    }

    /// <summary>Somebody writes fields of a record past everything that tells of changes.</summary>
    public void Plant(string key, string fields)
    {
        lock (_lock)
        {
            var (content, version, reference) = _records.GetValueOrDefault(key, ([], 1, null));
            content = content.DeepClone().AsObject();
            foreach (var (name, value) in JsonNode.Parse(fields.Replace('\'', '"'))!.AsObject())
                content[name] = value?.DeepClone();
            _records[key] = (content, version, reference);
        }
    }

    /// <summary>A record gets lost, and nothing tells of it.</summary>
    public void Lose(string key)
    {
        lock (_lock)
            _records.Remove(key);
    }

    public async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = ""; ;)
        {
            await BetweenPages();
            cancellation.ThrowIfCancellationRequested();
            if (Unlisted is { } reason)
                throw new ChangeTargetUnavailableException(reason);
            List<ListedRecord> page;
            lock (_lock)
                page =
                [
                    .. _records.Where(r => string.CompareOrdinal(r.Key, after) > 0)
                        .OrderBy(r => r.Key, StringComparer.Ordinal).Take(10)
                        .Select(r => new ListedRecord(r.Key, WithKey(r.Key, r.Value.Content))),
                ];
            if (page.Count == 0)
                yield break;
            after = page[^1].Key;
            yield return page;
        }
    }

    private static JsonObject WithKey(string key, JsonObject content)
    {
        var shown = content.DeepClone().AsObject();
        shown["id"] = key;
        return shown;
    }

    public Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _read = int.Parse(after ?? "0", CultureInfo.InvariantCulture);
            IReadOnlyList<Change> changes = IsMute ? [] : [.. _feed.Skip(_read).Take(limit)];
            _read += changes.Count;
            return Task.FromResult(changes);
        }
    }

    public async Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation)
    {
        var found = await ReadAsync(after, limit, cancellation);
        return (found, found.Count < limit);
    }

    public Task WaitAsync(CancellationToken cancellation)
    {
        lock (_lock)
            return !IsMute && _feed.Count > _read ? Task.CompletedTask : _changed.Task.WaitAsync(cancellation);
    }

    public Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation) =>
        throw new InvalidOperationException("Sync compares where it can.");

    public async Task<ApplyResult> ApplyAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation)
    {
        await Before(change);
        ApplyResult result;
        lock (_lock)
        {
            var key = knownKey
                ?? _records.FirstOrDefault(r => r.Value.Reference is { } reference && reference == change.ExternalReference).Key
                ?? NextKey();
            if (side == Side.New && _taken.Contains((key, change.Version)))
                return Include(key, comparison);
            result = Decide(key, comparison, change.ExternalReference ?? change.Key);
            if (result.Outcome == ApplyOutcome.Applied)
                _taken.Add((key, change.Version));
            if (knownKey is null && result.Outcome == ApplyOutcome.Applied)
                _madeOf[key] = change.Key;
        }

        await After(change);
        return result;
    }

    public Task<ApplyResult> RehearseAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation)
    {
        if (Silent is { } silent)
            throw new ChangeTargetUnavailableException(silent);
        lock (_lock)
        {
            var key = knownKey ?? _records
                .FirstOrDefault(r => r.Value.Reference is { } reference && reference == change.ExternalReference).Key ?? "";
            var known = _records.TryGetValue(key, out var record);
            var current = known ? record.Content.DeepClone().AsObject() : null;
            if (current is not null)
                current["id"] = key;
            var decision = comparison.Decide(current, known ? record.Version : null);
            return Task.FromResult(decision.Content is { } content && Refuses(content) is { } reason
                ? new ApplyResult(ApplyOutcome.Refused, null, reason)
                {
                    Faults = RefusedField is { } field ? [new FieldFault(field, reason)] : [],
                }
                : new ApplyResult(decision.Act == TargetAct.Save ? ApplyOutcome.Applied : ApplyOutcome.AlreadyApplied, key));
        }
    }

    public async Task<ApplyResult> ReviseAsync(string key, RecordComparison comparison, CancellationToken cancellation)
    {
        ApplyResult result;
        lock (_lock)
            result = Decide(key, comparison, null);
        if (result.Outcome == ApplyOutcome.Applied)
            await AfterRevised();
        return result;
    }

    public Task<Counterpart> FindCounterpartAsync(string key, CancellationToken cancellation)
    {
        lock (_lock)
        {
            Asked++;
            return Task.FromResult(new Counterpart(_madeOf.GetValueOrDefault(key)));
        }
    }

    public Task<IReadOnlyList<FieldFault>> FindLossesAsync(string key, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<FieldFault>>([.. Loses(key).Select(f => new FieldFault(f, "is lost"))]);

    // As services do, which remember what they have applied.
    private ApplyResult Include(string key, RecordComparison comparison)
    {
        comparison.Includes(
            _records.TryGetValue(key, out var record) ? record.Content.DeepClone().AsObject() : null, _versions[key]);
        return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
    }

    private ApplyResult Decide(string key, RecordComparison comparison, string? reference)
    {
        var known = _records.TryGetValue(key, out var record);
        var current = known ? record.Content.DeepClone().AsObject() : null;
        if (current is not null)
            current["id"] = key;
        comparison.IsMadeOfCurrent = IsMadeOfCurrent;
        comparison.ChangedAt = _changedAt.GetValueOrDefault(key);
        var decision = comparison.Decide(current, known ? record.Version : VersionOfDeleted(key));
        if (decision.Content is { } content && Refuses(content) is { } reason)
            return new ApplyResult(ApplyOutcome.Refused, null, reason);
        var origin = side == Side.New && !decision.OtherSideLacks ? Side.Legacy : side;
        switch (decision.Act)
        {
            case TargetAct.Save:
                Writes++;
                var saved = decision.Content!.DeepClone().AsObject();
                saved.Remove("id");
                Store(key, saved, known ? record.Reference : reference, origin);
                return new ApplyResult(ApplyOutcome.Applied, key);
            case TargetAct.Delete:
                Writes++;
                if (known)
                    Remove(key, origin);
                return new ApplyResult(ApplyOutcome.Applied, key);
            default:
                return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
        }
    }

    /// <summary>Returns the version of a record that is there, or null.</summary>
    private protected long? VersionOf(string key)
    {
        lock (_lock)
            return _records.TryGetValue(key, out var record) ? record.Version : null;
    }

    /// <summary>Returns the version with which a record was deleted, as the hub's services keep it; null where unknown.</summary>
    private protected virtual long? VersionOfDeleted(string key) =>
        side == Side.New && _versions.TryGetValue(key, out var version) ? version : null;

    private void Store(string key, JsonObject content, string? reference, Side origin)
    {
        var version = NextVersion(key);
        _records[key] = (content, version, reference);
        var shown = content.DeepClone().AsObject();
        shown["id"] = key;
        Report(key, version, origin, ChangeKind.Upsert, reference ?? key, shown);
    }

    private void Remove(string key, Side origin)
    {
        _records.Remove(key);
        Report(key, NextVersion(key), origin, ChangeKind.Delete, null, null);
    }

    private long NextVersion(string key) => _versions[key] = _versions.GetValueOrDefault(key) + 1;

    private void Report(string key, long version, Side origin, ChangeKind kind, string? reference, JsonObject? content)
    {
        _changedAt[key] = Clock();
        _feed.Add(new Change(
            key, null, version, (_feed.Count + 1).ToString(CultureInfo.InvariantCulture), origin, kind, reference, content)
        {
            ChangedAt = _changedAt[key],
        });
        Tell();
    }

    private void Tell()
    {
        _changed.SetResult();
        _changed = Changed();
    }

    private static TaskCompletionSource Changed() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string NextKey() => $"{prefix}-{++_made}";

    private static string Show(JsonObject content) =>
        new JsonObject(content.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))).ToJsonString().Replace('"', '\'');
}

/// <summary>A new side that says nothing of a record that it does not have, as services at an address do.</summary>
internal sealed class ForgetfulSystem() : ComparingSystem("N", Side.New), IVersionedRecords
{
    public Task<long?> FindVersionAsync(string key, CancellationToken cancellation) => Task.FromResult(VersionOf(key));

    private protected override long? VersionOfDeleted(string key) => null;
}
