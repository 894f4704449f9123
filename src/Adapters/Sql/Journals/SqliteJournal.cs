namespace Hub.Adapters.Sql.Journals;

/// <summary>
/// A journal in SQLite, which has one writer: numbers are committed in their order. AUTOINCREMENT never gives a number again, but
/// where the file was restored from a backup; so a place has the row's time beside its number.
/// </summary>
internal sealed class SqliteJournal(ISqlProvider provider) : IJournalSql
{
    public string Facts(JournalShape shape) =>
        string.Join("\nUNION ALL\n", shape.Tables.Select((table, i) => $"""
            SELECT {i} AS place, NULL, '',
                coalesce((SELECT CASE WHEN m.sql LIKE 'CREATE VIRTUAL%' THEN 'virtual table' ELSE m.type END
                FROM sqlite_master m
                WHERE m.name = {SqlLiteral.Of(table.OwnName)} COLLATE NOCASE AND m.type IN ('table', 'view')), ''),
                '', 0, {Unique(SqlLiteral.Of(table.OwnName))},
                {string.Join(",\n    ", table.Columns.Select(c => TypeOf(SqlLiteral.Of(table.OwnName), SqlLiteral.Of(c))))}
            """)) + "\nORDER BY place";

    public IReadOnlyList<JournalObject> Objects(JournalShape shape, JournalFacts facts)
    {
        var journal = provider.Quote(shape.Name);
        var table = $"""
            CREATE TABLE {journal} (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
                kind TEXT NOT NULL,
                {shape.KeyList})
            """;
        return
        [
            new JournalObject($"table {shape.Name}", table, $"DROP TABLE IF EXISTS {journal}", table),
            .. shape.Tables.Zip(facts.Tables).SelectMany(t => Triggers(shape, t.First, t.Second)),
        ];
    }

    // Any change of the schema, as nothing tells that a trigger was away meanwhile.
    public string Find(JournalShape shape, JournalFacts facts)
    {
        var names = Objects(shape, facts).Select(o => SqlLiteral.Of(o.Name));
        return "SELECT type || ' ' || name, sql, (SELECT schema_version FROM pragma_schema_version) FROM sqlite_master "
            + $"WHERE type || ' ' || name IN ({string.Join(", ", names)}) ORDER BY 1";
    }

    // A place without a time is of a version before this one.
    public string Head(JournalShape shape) =>
        $"SELECT {long.MaxValue}, EXISTS (SELECT 1 FROM {provider.Quote(shape.Name)} WHERE number = @tx AND @id IN (at, ''))";

    public string Page(JournalShape shape) =>
        $"SELECT number, at, kind, {shape.KeyList} FROM {provider.Quote(shape.Name)} "
        + "WHERE number > @tx AND @id IS NOT NULL ORDER BY number LIMIT @limit";

    public string Begin(JournalShape shape) =>
        $"INSERT INTO {provider.Quote(shape.Name)} (kind) VALUES ('{JournalKind.Begun}') RETURNING number, at, number, at";

    public string Prune(JournalShape shape) =>
        $"DELETE FROM {provider.Quote(shape.Name)} WHERE number < @tx AND number <> @anchor "
        + $"AND @id IS NOT NULL AND @anchorId IS NOT NULL; SELECT count(*) FROM {provider.Quote(shape.Name)}";

    private static string TypeOf(string table, string column) =>
        $"coalesce((SELECT 'any' FROM pragma_table_xinfo({table}) WHERE name = {column} COLLATE NOCASE), "
        + $"CASE WHEN lower({column}) IN ('rowid', '_rowid_', 'oid') THEN 'any' ELSE '' END)";

    // By each unique index and the primary key, which has none where it is the rowid; not by one of an expression.
    private static string Unique(string table) => $"""
        coalesce((SELECT group_concat(wanted, char(10)) FROM (
            SELECT group_concat('t."' || replace(x.name, '"', '""') || '" = NEW."' || replace(x.name, '"', '""')
                || '" COLLATE ' || x.coll, ' AND ') AS wanted
            FROM pragma_index_list({table}) i, pragma_index_xinfo(i.name) x
            WHERE i."unique" = 1 AND x.key = 1 GROUP BY i.name HAVING count(x.name) = count(*)
            UNION
            SELECT group_concat('t."' || replace(p.name, '"', '""') || '" = NEW."' || replace(p.name, '"', '""') || '"', ' AND ')
            FROM pragma_table_info({table}) p WHERE p.pk > 0 AND NOT EXISTS (
                SELECT 1 FROM pragma_index_list({table}) i WHERE i.origin = 'pk')
            ORDER BY 1)), '')
        """;

    private IEnumerable<JournalObject> Triggers(JournalShape shape, JournaledTable table, TableFacts facts)
    {
        yield return Trigger("insert", "AFTER INSERT", Insert(JournalKind.Inserted, "NEW"));
        // A collation may take two keys for one, such as those that differ in their case.
        var moved = string.Join(
            " OR ", table.Columns.Select(c => $"OLD.{provider.Quote(c)} IS NOT NEW.{provider.Quote(c)} COLLATE BINARY"));
        yield return Trigger(
            "update", "AFTER UPDATE", Insert(JournalKind.Updated, "NEW"), Insert(JournalKind.Updated, "OLD", $" AND ({moved})"));
        yield return Trigger("delete", "AFTER DELETE", Insert(JournalKind.Deleted, "OLD"));
        // What a REPLACE removes fires no trigger of its own; its key is noted before. Where nothing is replaced in the end, one
        // record is read more.
        var unique = facts.Unique.Where(condition => !NamesKey(condition)).ToList();
        if (unique.Count == 0)
            yield break;
        yield return Trigger("insert_over", "BEFORE INSERT", Replaced("NEW"));
        yield return Trigger("update_over", "BEFORE UPDATE", Replaced("OLD"));

        JournalObject Trigger(string act, string when, params string[] statements)
        {
            var name = $"{shape.NameFor(table)}_{act}";
            var text = $"""
                CREATE TRIGGER {provider.Quote(name)} {when} ON {provider.Quote(table.OwnName)}
                BEGIN
                    {string.Join("\n    ", statements)}
                END
                """;
            return new JournalObject($"trigger {name}", text, $"DROP TRIGGER IF EXISTS {provider.Quote(name)}", text);
        }

        // Whoever is in the way by the whole key has the key of the new row.
        bool NamesKey(string condition) => table.Columns.All(c => condition.Split(" AND ").Any(part =>
            part.Replace(" COLLATE BINARY", "", StringComparison.Ordinal)
            == $"t.{provider.Quote(c)} = NEW.{provider.Quote(c)}"));

        string Insert(string kind, string row, string condition = "")
        {
            var values = table.Columns.Select(c => $"{row}.{provider.Quote(c)}").ToList();
            var known = string.Join(" AND ", values.Select(v => $"{v} IS NOT NULL"));
            return $"INSERT INTO {provider.Quote(shape.Name)} (kind, {shape.KeyList}) "
                + $"SELECT '{kind}', {string.Join(", ", values)} WHERE {known}{condition};";
        }

        string Replaced(string row)
        {
            var values = table.Columns.Select(c => $"t.{provider.Quote(c)}").ToList();
            var known = string.Join(" AND ", values.Select(v => $"{v} IS NOT NULL"));
            var other = string.Join(
                " OR ", table.Columns.Select(c => $"t.{provider.Quote(c)} IS NOT {row}.{provider.Quote(c)} COLLATE BINARY"));
            return string.Join("\n    ", unique.Select(condition =>
                $"INSERT INTO {provider.Quote(shape.Name)} (kind, {shape.KeyList}) SELECT '{JournalKind.Deleted}', "
                + $"{string.Join(", ", values)} FROM {provider.Quote(table.OwnName)} t "
                + $"WHERE {condition} AND {known} AND ({other});"));
        }
    }
}
