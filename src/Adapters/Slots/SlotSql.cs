using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;

namespace Hub.Adapters.Slots;

/// <summary>
/// Statements that ask PostgreSQL (14 or later) for what replication needs
/// (https://www.postgresql.org/docs/current/logical-replication.html).
/// </summary>
internal static class SlotSql
{
    /// <summary>Reads where a snapshot stands: the transactions that are still open to it.</summary>
    public const string Snapshot = "SELECT pg_current_snapshot()::text";

    /// <summary>Reads the end of the log.</summary>
    public const string End = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text";

    /// <summary>Writes a message to the log, and reads where.</summary>
    public const string Mark = "SELECT (pg_logical_emit_message(true, 'hub', '') - '0/0'::pg_lsn)::text";

    /// <summary>Reads what <see cref="SlotFacts"/> has.</summary>
    /// <param name="publication">The publication's name.</param>
    public static string Server(string publication) => $"""
        SELECT d.oid::text, current_setting('server_version_num'), current_setting('wal_level'),
            CASE WHEN r.rolreplication OR r.rolsuper OR EXISTS (
                SELECT 1 FROM pg_roles m WHERE m.rolname IN ('rds_replication', 'cloudsqlsuperuser')
                    AND pg_has_role(m.oid, 'MEMBER')) THEN 1 ELSE 0 END,
            current_user, CASE WHEN current_setting('max_slot_wal_keep_size') = '-1' THEN 0 ELSE 1 END,
            (e.lsn - '0/0'::pg_lsn)::text,
            (SELECT count(*) FROM pg_publication p WHERE p.pubname = {SqlLiteral.Of(publication)}),
            s.slot_name, s.wal_status, (coalesce(s.confirmed_flush_lsn, '0/0') - '0/0'::pg_lsn)::text,
            (e.lsn - coalesce(s.restart_lsn, e.lsn))::text, CASE WHEN s.active THEN 1 ELSE 0 END
        FROM (SELECT pg_current_wal_insert_lsn() AS lsn) e CROSS JOIN pg_database d
        JOIN pg_roles r ON r.rolname = current_user
        LEFT JOIN pg_replication_slots s ON s.slot_name = {SqlLiteral.Of(publication)} || '_' || d.oid
        WHERE d.datname = current_database()
        """;

    /// <summary>Reads how the rows of each table are told apart; of a partitioned one, those of its partitions.</summary>
    public static string Identities(SlotNames names, JournalShape shape, JournalFacts facts) =>
        string.Join("\nUNION ALL\n", shape.Tables.Zip(facts.Tables).Select((t, i) => $"""
            SELECT {i}, c.relreplident::text, coalesce((SELECT string_agg(a.attname, E'\n')
                FROM pg_index x JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey)
                WHERE x.indrelid = c.oid
                    AND CASE c.relreplident WHEN 'd' THEN x.indisprimary WHEN 'i' THEN x.indisreplident ELSE false END), '')
            FROM pg_class c WHERE c.relkind = 'r' AND (c.oid = {Id(names, t)}
                OR c.oid IN (SELECT l.relid FROM pg_partition_tree({Id(names, t)}) l WHERE l.isleaf))
            """));

    /// <summary>What a publication and a slot consist of, in the order in which they are made.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="shape">The entity's tables.</param>
    /// <param name="facts">What the database says of them.</param>
    /// <param name="others">Tables that other entities need in the publication; null to have all.</param>
    public static IEnumerable<JournalObject> Objects(
        SlotNames names, JournalShape shape, JournalFacts facts, IReadOnlyCollection<string>? others)
    {
        // Whatever other entities need is not theirs to take away.
        if (others is null or { Count: 0 })
            yield return new JournalObject(
                $"publication {names.Publication}",
                $"CREATE PUBLICATION {names.QuotedPublication} WITH (publish_via_partition_root = true)",
                $"DROP PUBLICATION IF EXISTS {names.QuotedPublication}",
                "all changes");
        foreach (var (table, its) in shape.Tables.Zip(facts.Tables))
            if (others?.Contains(table.Name) != true)
                yield return new JournalObject(
                    $"table {table.Name} of publication {names.Publication}",
                    $"ALTER PUBLICATION {names.QuotedPublication} ADD TABLE {names.Source(table, its)}",
                    $"ALTER PUBLICATION {names.QuotedPublication} DROP TABLE {names.Source(table, its)}",
                    "all rows");
        if (others is null or { Count: 0 })
            yield return new JournalObject(
                $"slot {names.Slot}",
                $"{CreateSlot}{SqlLiteral.Of(names.Slot)}, 'pgoutput')",
                $"{DropSlot}{SqlLiteral.Of(names.Slot)})",
                "for the publication");
    }

    public const string CreateSlot = "SELECT pg_create_logical_replication_slot(";
    public const string DropSlot = "SELECT pg_drop_replication_slot(";

    /// <summary>Ends whoever reads the slot, and tells how many do.</summary>
    public static string EndReader(string slot) =>
        "SELECT count(pg_terminate_backend(active_pid)) FROM pg_replication_slots "
        + $"WHERE slot_name = {SqlLiteral.Of(slot)} AND active";

    /// <summary>Reads which of the objects there are.</summary>
    public static string Find(SlotNames names, JournalShape shape, JournalFacts facts)
    {
        var publication = SqlLiteral.Of(names.Publication);
        var tables = shape.Tables.Zip(facts.Tables).Select(t => $"""
            SELECT 'table ' || {SqlLiteral.Of(t.First.Name)} || ' of publication ' || p.pubname,
                CASE WHEN coalesce(to_jsonb(r) ->> 'prqual', to_jsonb(r) ->> 'prattrs') IS NULL
                    THEN 'all rows' ELSE 'some rows or columns' END,
                r.oid || ' ' || c.oid || ' ' || c.relreplident::text || ' ' || coalesce((SELECT string_agg(
                    i.indexrelid || ' ' || i.indisreplident || ' ' || i.indisprimary, ',' ORDER BY i.indexrelid)
                    FROM pg_index i WHERE i.indrelid = c.oid AND (i.indisreplident OR i.indisprimary)), '')
            FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid JOIN pg_class c ON c.oid = r.prrelid
            WHERE p.pubname = {publication} AND c.oid = {Id(names, t)}
            """);
        var partitions = shape.Tables.Zip(facts.Tables).Select(t => PostgresFacts.Partitions(t.First.Name, Id(names, t)));
        return $"""
            SELECT 'publication ' || p.pubname, CASE WHEN p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate
                AND p.pubviaroot AND NOT p.puballtables THEN 'all changes' ELSE 'some changes' END, p.oid::text
            FROM pg_publication p WHERE p.pubname = {publication}
            UNION ALL
            SELECT 'slot ' || s.slot_name, CASE WHEN s.plugin = 'pgoutput' AND s.database = current_database()
                AND NOT s.temporary AND EXISTS (SELECT 1 FROM pg_publication p WHERE p.pubname = {publication})
                THEN 'for the publication' ELSE 'for something else' END, ''
            FROM pg_replication_slots s WHERE s.slot_name = {SqlLiteral.Of(names.Slot)}
            UNION ALL
            {string.Join("\nUNION ALL\n", tables.Concat(partitions))}
            ORDER BY 1
            """;
    }

    /// <summary>Reads a row for each right that the account lacks which is to make the publication.</summary>
    public static string Lacking(SlotNames names, JournalShape shape, JournalFacts facts) => $"""
        SELECT 'CREATE on database ' || current_database(), current_user
        WHERE NOT has_database_privilege(current_database(), 'CREATE') AND NOT EXISTS (
            SELECT 1 FROM pg_publication p WHERE p.pubname = {SqlLiteral.Of(names.Publication)})
        UNION ALL
        SELECT 'ownership of publication ' || p.pubname, current_user FROM pg_publication p
        WHERE p.pubname = {SqlLiteral.Of(names.Publication)} AND NOT pg_has_role(current_user, p.pubowner, 'USAGE')
        UNION ALL
        {string.Join("\nUNION ALL\n", shape.Tables.Zip(facts.Tables).Select(t => $"""
            SELECT 'ownership of ' || {SqlLiteral.Of(t.First.Name)}, current_user FROM pg_class c
            WHERE c.oid = {Id(names, t)} AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
            """))}
        """;

    private static string Id(SlotNames names, (JournaledTable Table, TableFacts Facts) one) =>
        $"to_regclass({SqlLiteral.Of(names.Source(one.Table, one.Facts))})";
}
