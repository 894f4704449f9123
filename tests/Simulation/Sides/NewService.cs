using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Simulation.Tests.Engine;
using Hub.Sync.Bonds;

namespace Hub.Simulation.Tests.Sides;

/// <summary>
/// A new service as Platform's <c>RecordChangeTarget</c> and <c>OutboxLog</c> make it: a record, its version, what it has of
/// legacy's versions and its outbox change in one transaction; of each record the latest entry of each origin is kept.
/// </summary>
internal sealed class NewService(Agenda agenda, Ledger ledger, PlantedFault fault)
{
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly List<Change> _outbox = [];
    private long _position;

    /// <summary>Raised after an entry is written.</summary>
    public event Action? Announced;

    public long Position => _position;

    public void Seed(string key, JsonObject content, long told) => _rows[key] = new Row(content, 1, told);

    public (JsonObject Content, long Version)? Find(string key) =>
        _rows.TryGetValue(key, out var row) && row.Content is { } content
            ? (content.DeepClone().AsObject(), row.Version)
            : null;

    /// <summary>A client writes one field, or deletes the record; nothing where it is gone.</summary>
    public void Put(Write write)
    {
        if (_rows[write.Record] is not { Content: not null } row)
            return;
        if (write.IsDeletion)
        {
            ledger.Deleted(write, Side.New, row.Content);
            Save(write.Record, null, row.Told, Side.New, agenda.GetUtcNow());
            return;
        }

        ledger.Took(write, Side.New, Ledger.Text(row.Content[write.Field]));
        var content = row.Content.DeepClone().AsObject();
        content[write.Field] = write.Value;
        Save(write.Record, content, row.Told, Side.New, agenda.GetUtcNow());
    }

    /// <summary>Sync applies a change of the legacy side.</summary>
    public ApplyResult Apply(Change change, RecordComparison comparison)
    {
        var row = _rows.GetValueOrDefault(change.Key);
        if (row?.Told >= change.Version)
        {
            if (row.Told == change.Version && fault != PlantedFault.AttemptNotTold)
                comparison.Includes(row.Content?.DeepClone().AsObject(), row.Version);
            return new ApplyResult(ApplyOutcome.AlreadyApplied, change.Key);
        }

        if (comparison.AsksTime)
            comparison.ChangedAt = EditedAt(change.Key);
        var decision = comparison.Decide(row?.Content?.DeepClone().AsObject(), row?.Version);
        if (decision.Act == TargetAct.Keep || (decision.Act == TargetAct.Delete && row?.Content is null))
            _rows[change.Key] = row! with { Told = change.Version };
        else if (decision.Act == TargetAct.Delete)
        {
            ledger.SyncedDeletion(Side.New, change.Key);
            Save(change.Key, null, change.Version, Side.Legacy, agenda.GetUtcNow());
            return new ApplyResult(ApplyOutcome.Applied, change.Key);
        }

        if (decision.Act != TargetAct.Save)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, change.Key);
        var content = decision.Content!;
        var sends = decision.OtherSideLacks && fault != PlantedFault.MergeNotSentBack;
        if (row?.Content is { } held && ContractJson.AreSame(held, content) && !sends)
        {
            _rows[change.Key] = row with { Told = change.Version };
            return new ApplyResult(ApplyOutcome.AlreadyApplied, change.Key);
        }

        ledger.Synced(Side.New, change.Key, row?.Content, content);
        var editedAt = sends && fault != PlantedFault.MergeStampedAnew ? comparison.ChangedAt : null;
        Save(
            change.Key, content.DeepClone().AsObject(), change.Version, sends ? Side.New : Side.Legacy,
            editedAt ?? agenda.GetUtcNow());
        return new ApplyResult(ApplyOutcome.Applied, change.Key);
    }

    public List<Change> Read(string? after, int limit)
    {
        var position = after is null ? 0 : long.Parse(after, CultureInfo.InvariantCulture);
        return [.. _outbox.Where(c => long.Parse(c.Position, CultureInfo.InvariantCulture) > position).Take(limit)
            .Select(c => c with { Content = c.Content?.DeepClone().AsObject() })];
    }

    private DateTimeOffset? EditedAt(string key) => _outbox.FindLast(c => c.Key == key && c.Origin == Side.New)?.ChangedAt;

    private void Save(string key, JsonObject? content, long told, Side origin, DateTimeOffset changedAt)
    {
        var version = (_rows.GetValueOrDefault(key)?.Version ?? 0) + 1;
        _rows[key] = new Row(content, version, told);
        _outbox.RemoveAll(c => c.Key == key && c.Origin == origin);
        _outbox.Add(new Change(
            key, key, version, (++_position).ToString(CultureInfo.InvariantCulture), origin,
            content is null ? ChangeKind.Delete : ChangeKind.Upsert, null, content)
        {
            ChangedAt = changedAt,
        });
        Announced?.Invoke();
    }

    private sealed record Row(JsonObject? Content, long Version, long Told);
}
