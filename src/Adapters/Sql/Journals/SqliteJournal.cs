namespace Hub.Adapters.Sql.Journals;

/// <summary>
/// A journal in SQLite, which has one writer: numbers are committed in their order. AUTOINCREMENT never gives a number again.
/// </summary>
internal sealed class SqliteJournal(ISqlProvider provider) : IJournalSql
{
    public string Facts(JournalShape shape) => "SELECT NULL, ''";

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
            .. shape.Tables.SelectMany(t => Triggers(shape, t)),
        ];
    }

    // Any change of the schema, as nothing tells that a trigger was away meanwhile.
    public string Find(JournalShape shape, JournalFacts facts)
    {
        var names = Objects(shape, facts).Select(o => SqlLiteral.Of(o.Name));
        return "SELECT type || ' ' || name, sql, (SELECT schema_version FROM pragma_schema_version) FROM sqlite_master "
            + $"WHERE type || ' ' || name IN ({string.Join(", ", names)}) ORDER BY 1";
    }

    public string Head(JournalShape shape) =>
        $"SELECT {long.MaxValue}, EXISTS (SELECT 1 FROM {provider.Quote(shape.Name)} WHERE number = @tx AND @id = '')";

    public string Page(JournalShape shape) =>
        $"SELECT number, '', kind, {shape.KeyList} FROM {provider.Quote(shape.Name)} "
        + "WHERE number > @tx AND @id = '' ORDER BY number LIMIT @limit";

    public string Begin(JournalShape shape) =>
        $"INSERT INTO {provider.Quote(shape.Name)} (kind) VALUES ('{JournalKind.Begun}') RETURNING number, '', number, ''";

    public string Prune(JournalShape shape) =>
        $"DELETE FROM {provider.Quote(shape.Name)} WHERE number < @tx AND @id = '' AND number <> @anchor AND @anchorId = ''; "
        + $"SELECT count(*) FROM {provider.Quote(shape.Name)}";

    private IEnumerable<JournalObject> Triggers(JournalShape shape, JournaledTable table)
    {
        yield return Trigger("insert", Insert(JournalKind.Inserted, "NEW"));
        var moved = string.Join(" OR ", table.Columns.Select(c => $"OLD.{provider.Quote(c)} IS NOT NEW.{provider.Quote(c)}"));
        yield return Trigger(
            "update", Insert(JournalKind.Updated, "NEW"), Insert(JournalKind.Updated, "OLD", $" AND ({moved})"));
        yield return Trigger("delete", Insert(JournalKind.Deleted, "OLD"));

        JournalObject Trigger(string act, params string[] statements)
        {
            var name = $"{shape.NameFor(table)}_{act}";
            var text = $"""
                CREATE TRIGGER {provider.Quote(name)} AFTER {act.ToUpperInvariant()} ON {provider.Quote(table.OwnName)}
                BEGIN
                    {string.Join("\n    ", statements)}
                END
                """;
            return new JournalObject($"trigger {name}", text, $"DROP TRIGGER IF EXISTS {provider.Quote(name)}", text);
        }

        string Insert(string kind, string row, string condition = "")
        {
            var values = table.Columns.Select(c => $"{row}.{provider.Quote(c)}").ToList();
            var known = string.Join(" AND ", values.Select(v => $"{v} IS NOT NULL"));
            return $"INSERT INTO {provider.Quote(shape.Name)} (kind, {shape.KeyList}) "
                + $"SELECT '{kind}', {string.Join(", ", values)} WHERE {known}{condition};";
        }
    }
}
