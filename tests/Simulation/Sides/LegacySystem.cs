using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Simulation.Tests.Engine;

namespace Hub.Simulation.Tests.Sides;

/// <summary>
/// A legacy system as its adapter shows it: records with versions, updates that name the version that was read, and a feed that
/// tells of each record the latest change, by whomever, also that it is gone. For a while it refuses some values.
/// </summary>
internal sealed class LegacySystem(Agenda agenda, Ledger ledger, TimeSpan ahead)
{
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private long _position;
    private double _downUntil;

    public bool IsDown => agenda.Now < _downUntil;

    /// <summary>Until when it refuses values that it does not know; some never learn them.</summary>
    public double RefusesUntil { get; set; }

    public long Position => _position;

    // Its clock may be another one than the hub's.
    private DateTimeOffset Now => agenda.GetUtcNow() + ahead;

    /// <summary>Whether it refuses a record for a value that it does not hold already.</summary>
    public bool Refuses(string key, JsonObject content) => agenda.Now < RefusesUntil && content.Any(m =>
        ledger.Find(Ledger.Text(m.Value)) is { IsUnknownToLegacy: true } write
        && Ledger.Text(_rows[key].Content?[write.Field]) != write.Value);

    public void GoDown(double milliseconds) => _downUntil = agenda.Now + milliseconds;

    public void Seed(string key, JsonObject content) => _rows[key] = new Row(content, 1, ++_position, Now);

    public (JsonObject Content, long Version, DateTimeOffset ChangedAt)? Find(string key) =>
        _rows.TryGetValue(key, out var row) && row.Content is { } content
            ? (content.DeepClone().AsObject(), row.Version, row.ChangedAt)
            : null;

    /// <summary>A person or a client writes one field, or deletes the record; nothing where it is gone.</summary>
    public void Put(Write write)
    {
        if (_rows[write.Record] is not { Content: not null } row)
            return;
        if (write.IsDeletion)
        {
            ledger.Deleted(write, Side.Legacy, row.Content);
            _rows[write.Record] = new Row(null, row.Version + 1, ++_position, Now);
            return;
        }

        ledger.Took(write, Side.Legacy, Ledger.Text(row.Content[write.Field]));
        var content = row.Content.DeepClone().AsObject();
        content[write.Field] = write.Value;
        _rows[write.Record] = new Row(content, row.Version + 1, ++_position, Now);
    }

    /// <summary>
    /// Sync updates a record, or deletes it where there is no content; false where its version is another one than was read.
    /// </summary>
    public bool Update(string key, JsonObject? content, long? version)
    {
        var row = _rows[key];
        if (row.Content is null || (version is not null && version != row.Version))
            return false;
        if (content is null)
        {
            ledger.SyncedDeletion(Side.Legacy, key);
            _rows[key] = new Row(null, row.Version + 1, ++_position, Now);
            return true;
        }

        ledger.Synced(Side.Legacy, key, row.Content, content);
        _rows[key] = new Row(content.DeepClone().AsObject(), row.Version + 1, ++_position, Now);
        return true;
    }

    public List<Change> Read(string? after, int limit)
    {
        var position = after is null ? 0 : long.Parse(after, CultureInfo.InvariantCulture);
        var rows = _rows.Where(r => r.Value.Position > position).OrderBy(r => r.Value.Position).Take(limit);
        return [.. rows.Select(r => new Change(
            r.Key, r.Key, r.Value.Version, r.Value.Position.ToString(CultureInfo.InvariantCulture), Side.Legacy,
            r.Value.Content is null ? ChangeKind.Delete : ChangeKind.Upsert, null, r.Value.Content?.DeepClone().AsObject())
        {
            ChangedAt = r.Value.ChangedAt,
        })];
    }

    private sealed record Row(JsonObject? Content, long Version, long Position, DateTimeOffset ChangedAt);
}
