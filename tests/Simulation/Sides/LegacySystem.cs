using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Simulation.Tests.Engine;

namespace Hub.Simulation.Tests.Sides;

/// <summary>
/// A legacy system as its adapter shows it: records with versions, updates that name the version that was read, and a feed that
/// tells of each record the latest change, by whomever.
/// </summary>
internal sealed class LegacySystem(Agenda agenda, Ledger ledger, TimeSpan ahead)
{
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private long _position;
    private double _downUntil;

    public bool IsDown => agenda.Now < _downUntil;

    public long Position => _position;

    // Its clock may be another one than the hub's.
    private DateTimeOffset Now => agenda.GetUtcNow() + ahead;

    public void GoDown(double milliseconds) => _downUntil = agenda.Now + milliseconds;

    public void Seed(string key, JsonObject content) => _rows[key] = new Row(content, 1, ++_position, Now);

    public (JsonObject Content, long Version, DateTimeOffset ChangedAt)? Find(string key) =>
        _rows.TryGetValue(key, out var row) ? (row.Content.DeepClone().AsObject(), row.Version, row.ChangedAt) : null;

    /// <summary>A person or a client writes one field.</summary>
    public void Put(Write write)
    {
        var row = _rows[write.Record];
        ledger.Took(write, Side.Legacy, Ledger.Text(row.Content[write.Field]));
        var content = row.Content.DeepClone().AsObject();
        content[write.Field] = write.Value;
        _rows[write.Record] = new Row(content, row.Version + 1, ++_position, Now);
    }

    /// <summary>Sync updates a record; false where its version is another one than was read.</summary>
    public bool Update(string key, JsonObject content, long? version)
    {
        var row = _rows[key];
        if (version is not null && version != row.Version)
            return false;
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
            ChangeKind.Upsert, null, r.Value.Content.DeepClone().AsObject())
        {
            ChangedAt = r.Value.ChangedAt,
        })];
    }

    private sealed record Row(JsonObject Content, long Version, long Position, DateTimeOffset ChangedAt);
}
