namespace Hub.Adapters.Sql.Journals;

/// <summary>Asks PostgreSQL's catalog what the tables of a journal are.</summary>
internal static class PostgresFacts
{
    /// <summary>Returns what reads the facts.</summary>
    /// <param name="shape">The journal's shape.</param>
    /// <param name="names">The quoted name of each table, and that of what is made for it.</param>
    /// <param name="journal">The quoted name of the journal.</param>
    public static string Of(JournalShape shape, IReadOnlyList<(string Source, string Made)> names, string journal)
    {
        var ids = string.Join(", ", names.Select(n => $"to_regclass({SqlLiteral.Of(n.Source)})::oid"));
        var tables = shape.Tables.Select((table, i) => $"""
            SELECT {i} AS place, {Schema(table, names[i].Made, journal)}, current_user,
                CASE WHEN c.relkind IN ('r', 'p', 'f') THEN '{TableFacts.Table}' WHEN c.relkind = 'v' THEN 'view'
                    WHEN c.relkind = 'm' THEN 'materialized view' WHEN c.oid IS NULL THEN '' ELSE 'relation' END,
                (SELECT string_agg(h.inhrelid::regclass::text, ', ') FROM pg_inherits h
                WHERE h.inhparent = c.oid AND c.relkind <> 'p' AND h.inhrelid <> ALL (array_remove(ARRAY[{ids}], NULL))),
                CASE WHEN row_security_active(c.oid) THEN 1 ELSE 0 END, '',
                {string.Join(",\n    ", table.Columns.Select(TypeOf))}
            FROM (SELECT 1) one LEFT JOIN pg_class c ON c.oid = to_regclass({SqlLiteral.Of(names[i].Source)})
            LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
            """);
        return $"{string.Join("\nUNION ALL\n", tables)}\nORDER BY place";
    }

    /// <summary>
    /// Returns what reads the partitions of a table: truncating, detaching or dropping one tells nobody. Whether one was a table
    /// before, its type's row tells.
    /// </summary>
    /// <param name="table">The table's name in the plan.</param>
    /// <param name="id">What finds the table.</param>
    public static string Partitions(string table, string id) => $"""
        SELECT '{JournalInspection.Partition}' || r.relid::oid || ' of ' || {SqlLiteral.Of(table)}, '',
            c.relfilenode || CASE WHEN i.xmin = y.xmin THEN '' ELSE '{JournalInspection.Attached}' END
        FROM pg_partition_tree({id}) r JOIN pg_class c ON c.oid = r.relid JOIN pg_inherits i ON i.inhrelid = c.oid
        JOIN pg_type y ON y.oid = c.reltype
        WHERE r.isleaf AND r.level > 0
        """;

    // Of a table that is gone, that of what was made for it.
    private static string Schema(JournaledTable table, string made, string journal) => table.Schema is { } schema
        ? SqlLiteral.Of(schema)
        : $"""
            coalesce(n.nspname,
                (SELECT s.nspname FROM pg_class j JOIN pg_namespace s ON s.oid = j.relnamespace
                WHERE j.oid = to_regclass({SqlLiteral.Of(journal)})),
                (SELECT s.nspname FROM pg_proc f JOIN pg_namespace s ON s.oid = f.pronamespace
                WHERE f.proname = {SqlLiteral.Of(made)} AND pg_function_is_visible(f.oid) LIMIT 1),
                current_schema(), 'public')
            """;

    // Without lengths: a column that is made longer, or a larger number, must not have the trigger refuse a write.
    private static string TypeOf(string column) => $"""
        (SELECT CASE WHEN b.typname IN ('int2', 'int4', 'int8') THEN 'bigint' WHEN b.typname = 'bpchar' THEN 'bpchar'
                WHEN b.typcategory = 'S' OR b.typtype = 'e' THEN '{JournalFacts.Text}' ELSE format_type(b.oid, NULL) END
        FROM pg_attribute a JOIN pg_type d ON d.oid = a.atttypid
        JOIN pg_type b ON b.oid = CASE WHEN d.typbasetype <> 0 THEN d.typbasetype ELSE d.oid END
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = {SqlLiteral.Of(column)})
        """;
}
