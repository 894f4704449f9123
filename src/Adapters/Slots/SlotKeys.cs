using System.Text.Json;
using Hub.Adapters.Sql.Journals;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace Hub.Adapters.Slots;

/// <summary>
/// Reads from messages of <c>pgoutput</c> which records they change
/// (https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html). Only the columns of keys are looked at, so
/// that a large value that an update left unchanged, which is not sent, is not missed: the record is read as a whole afterwards.
/// </summary>
/// <param name="shapes">The tables of each entity.</param>
internal sealed class SlotKeys(IReadOnlyList<JournalShape> shapes)
{
    /// <summary>Returns the records that a message names, the old and the new key where a key changes.</summary>
    /// <param name="message">The message, which is read to its end.</param>
    /// <param name="lsn">Where its transaction was committed.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<SlotRow>> ReadAsync(
        PgOutputReplicationMessage message, long lsn, CancellationToken cancellation)
    {
        if (message is TruncateMessage truncate)
            return [.. truncate.Relations.SelectMany(Of).Select(o => Whole(o.Entity, lsn)).Distinct()];
        (RelationMessage? relation, ReplicationTuple[] tuples) = message switch
        {
            InsertMessage insert => (insert.Relation, [insert.NewRow]),
            FullUpdateMessage update => (update.Relation, [update.OldRow, update.NewRow]),
            IndexUpdateMessage update => (update.Relation, [update.Key, update.NewRow]),
            DefaultUpdateMessage update => (update.Relation, [update.NewRow]),
            FullDeleteMessage delete => (delete.Relation, [delete.OldRow]),
            KeyDeleteMessage delete => (delete.Relation, [delete.Key]),
            _ => ((RelationMessage?)null, Array.Empty<ReplicationTuple>()),
        };
        if (relation is null)
            return [];
        var tables = Of(relation).ToList();
        var rows = new List<SlotRow>();
        foreach (var tuple in tuples)
        {
            var values = await ReadAsync(tuple, relation, tables, cancellation);
            foreach (var (entity, table) in tables)
                if (KeyOf(table, values, lsn, entity) is { } row)
                    rows.Add(row);
        }

        return rows;
    }

    private IEnumerable<(string Entity, JournaledTable Table)> Of(RelationMessage relation) =>
        shapes.SelectMany(s => s.Tables
            .Where(t => t.OwnName == relation.RelationName && (t.Schema is null || t.Schema == relation.Namespace))
            .Select(t => (s.Entity, t)));

    private static SlotRow Whole(string entity, long lsn) => new(entity, "", lsn, JournalKind.Truncated);

    // A row whose key is NULL belongs to no record. Where a column is missing, renamed say, all records are read again.
    private static SlotRow? KeyOf(JournaledTable table, Dictionary<string, string?> values, long lsn, string entity)
    {
        if (table.Columns.Any(c => !values.ContainsKey(c)))
            return Whole(entity, lsn);
        var key = table.Columns.Select(c => values[c]).ToArray();
        return key.Contains(null) ? null : new SlotRow(entity, JsonSerializer.Serialize(key), lsn, JournalKind.Updated);
    }

    private static async Task<Dictionary<string, string?>> ReadAsync(
        ReplicationTuple tuple, RelationMessage relation, List<(string Entity, JournaledTable Table)> tables,
        CancellationToken cancellation)
    {
        var (values, column) = (new Dictionary<string, string?>(StringComparer.Ordinal), 0);
        await foreach (var value in tuple.WithCancellation(cancellation))
        {
            var name = relation.Columns[column++].ColumnName;
            if (!tables.Exists(t => t.Table.Columns.Contains(name, StringComparer.Ordinal)) || value.IsUnchangedToastedValue)
                continue;
            values[name] = value.IsDBNull ? null : await value.Get<string>(cancellation);
        }

        return values;
    }
}
