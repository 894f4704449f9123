using System.Collections.Immutable;

namespace Hub.Adapters.Sql.Journals;

/// <summary>
/// A journal in PostgreSQL (14 or later). A row has its transaction's number, and the horizon is the number of the oldest open
/// transaction (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT): below it nothing is added any
/// more. Rows of one transaction are told apart by an id that no sequence gives, as a sequence in a trigger would change what
/// <c>lastval()</c> tells the application. The triggers work with the rights of who made them, so that accounts that write the
/// tables need none on the journal, and fire in sessions of replication, too.
/// </summary>
internal sealed class PostgresJournal(ISqlProvider provider) : IJournalSql
{
    private const string Nil = "00000000-0000-0000-0000-000000000000";

    // As pg_trigger has it: for each row, after INSERT, UPDATE and DELETE; for each statement, after TRUNCATE.
    private const string OfRows = "29";
    private const string OfTruncate = "32";

    private static readonly ImmutableArray<string> Exact = ["bigint", "numeric", "uuid", "date", "boolean"];

    public string Oldest => """
        SELECT coalesce(
            (SELECT 'the prepared transaction ' || quote_literal(p.gid) || ' of ' || p.owner
            FROM pg_prepared_xacts p WHERE p.transaction = o.tx),
            (SELECT 'one of ' || a.usename || ' (process ' || a.pid || ')' FROM pg_stat_activity a WHERE a.backend_xid = o.tx),
            'number ' || o.tx)
        FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::xid AS tx) o
        """;

    public string Facts(JournalShape shape) =>
        PostgresFacts.Of(shape, [.. shape.Tables.Select(t => (Source(t), shape.NameFor(t)))], Journal(shape));

    public IReadOnlyList<JournalObject> Objects(JournalShape shape, JournalFacts facts)
    {
        var journal = Journal(shape, facts);
        var columns = shape.KeyColumns.Zip(facts.Types, (name, type) => $"{name} {type}").ToList();
        var create = $"""
            CREATE TABLE {journal} (
                tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
                id uuid NOT NULL DEFAULT gen_random_uuid(),
                at timestamptz NOT NULL DEFAULT clock_timestamp(),
                kind "char" NOT NULL,
                {string.Join(",\n    ", columns)},
                PRIMARY KEY (tx, id));
            GRANT SELECT, INSERT, DELETE ON {journal} TO {provider.Quote(facts.Account)}
            """;
        var definition = "tx xid8, id uuid, at timestamp with time zone, kind \"char\", " + string.Join(", ", columns);
        return
        [
            new JournalObject($"table {shape.Name}", create, $"DROP TABLE IF EXISTS {journal}", definition),
            .. shape.Tables.Zip(facts.Tables).SelectMany(t => Of(shape, t.First, t.Second, facts)),
        ];
    }

    public string Find(JournalShape shape, JournalFacts facts)
    {
        var tables = shape.Tables.Zip(
            facts.Tables, (t, f) => (t.Name, Id: $"to_regclass({SqlLiteral.Of(Source(t, f))})"));
        // A trigger of a partitioned table has one on each partition, which can be switched off by itself.
        var triggers = tables.Select(t => $"""
            SELECT 'trigger ' || t.tgname || ' on ' || {SqlLiteral.Of(t.Name)},
                t.tgenabled::text || ' ' || t.tgtype || ' ' || p.proname
                    || CASE WHEN t.tgqual IS NULL AND t.tgattr = ''::int2vector
                    THEN '' ELSE ' not always' END
                    || coalesce((SELECT ' but not on ' || string_agg(r.relid::regclass::text, ', ')
                        FROM pg_partition_tree(t.tgrelid) r
                        WHERE t.tgtype = {OfRows} AND r.relid <> t.tgrelid AND NOT EXISTS (SELECT 1 FROM pg_trigger c
                            WHERE c.tgrelid = r.relid AND c.tgfoid = t.tgfoid AND c.tgenabled = 'A')), ''),
                t.oid || ' ' || t.xmin
            FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgrelid = {t.Id} AND NOT t.tgisinternal
                AND t.tgname IN ({SqlLiteral.Of(shape.Name)}, {SqlLiteral.Of($"{shape.Name}_truncate")})
            """);
        var partitions = tables.Select(t => PostgresFacts.Partitions(t.Name, t.Id));
        var functions = shape.Tables.Select(t => SqlLiteral.Of(shape.NameFor(t)));
        return $"""
            SELECT 'table ' || c.relname,
                (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
                FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                c.oid || ' ' || c.relfilenode
            FROM pg_class c WHERE c.oid = to_regclass({SqlLiteral.Of(Journal(shape, facts))})
            UNION ALL
            SELECT 'function ' || p.proname, p.prosrc, p.oid || ' ' || p.xmin
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = {SqlLiteral.Of(facts.Schema!)} AND p.proname IN ({string.Join(", ", functions)})
            UNION ALL
            {string.Join("\nUNION ALL\n", triggers.Concat(partitions))}
            ORDER BY 1
            """;
    }

    // Switching a trigger on in all sessions takes the table's owner; TRIGGER is not enough.
    public string Lacking(JournalShape shape, JournalFacts facts)
    {
        var owned = shape.Tables.Zip(facts.Tables).Select(t => $"""
            SELECT 'ownership of ' || {SqlLiteral.Of(t.First.Name)}, current_user FROM pg_class c
            WHERE c.oid = to_regclass({SqlLiteral.Of(Source(t.First, t.Second))})
                AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
            """);
        return $"""
            SELECT 'CREATE on schema ' || n.nspname, current_user FROM pg_namespace n
            WHERE n.nspname = {SqlLiteral.Of(facts.Schema!)} AND NOT has_schema_privilege(n.oid, 'CREATE')
            UNION ALL
            SELECT 'USAGE on schema ' || n.nspname, current_user FROM pg_namespace n
            WHERE n.nspname = {SqlLiteral.Of(facts.Schema!)} AND NOT has_schema_privilege(n.oid, 'USAGE')
            UNION ALL
            {string.Join("\nUNION ALL\n", owned)}
            """;
    }

    public string Head(JournalShape shape) =>
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, CASE WHEN EXISTS "
        + $"(SELECT 1 FROM {Journal(shape)} WHERE tx = @tx::text::xid8 AND id = @id::uuid) THEN 1 ELSE 0 END";

    public string Page(JournalShape shape) =>
        $"SELECT tx::text, id::text, kind, {shape.KeyList} FROM {Journal(shape)} "
        + "WHERE (tx, id) > (@tx::text::xid8, @id::uuid) ORDER BY tx, id LIMIT @limit";

    // What another cluster has written, of which this one was restored, has numbers that are still to come here.
    public string Begin(JournalShape shape) =>
        $"DELETE FROM {Journal(shape)} WHERE tx >= pg_snapshot_xmax(pg_current_snapshot()); "
        + $"INSERT INTO {Journal(shape)} (kind) VALUES ('{JournalKind.Begun}') "
        + $"RETURNING tx::text, id::text, pg_snapshot_xmin(pg_current_snapshot())::text, '{Nil}'";

    public string Prune(JournalShape shape) =>
        $"DELETE FROM {Journal(shape)} WHERE (tx, id) < (@tx::text::xid8, @id::uuid) "
        + $"AND NOT (tx = @anchor::text::xid8 AND id = @anchorId::uuid); SELECT count(*) FROM {Journal(shape)}";

    private IEnumerable<JournalObject> Of(JournalShape shape, JournaledTable table, TableFacts its, JournalFacts facts)
    {
        var (journal, source) = (Journal(shape, facts), Source(table, its));
        var function = $"{provider.Quote(facts.Schema!)}.{provider.Quote(shape.NameFor(table))}";
        var moved = string.Join(" OR ", table.Columns.Zip(its.Types, Moved));
        var body = $"""

            BEGIN
                IF TG_OP = 'TRUNCATE' THEN
                    INSERT INTO {journal} (kind) VALUES ('{JournalKind.Truncated}');
                ELSIF TG_OP = 'DELETE' THEN
                    {Insert(JournalKind.Deleted, "OLD")}
                ELSIF TG_OP = 'INSERT' THEN
                    {Insert(JournalKind.Inserted, "NEW")}
                ELSE
                    {Insert(JournalKind.Updated, "NEW")}
                    IF {moved} THEN
                        {Insert(JournalKind.Updated, "OLD")}
                    END IF;
                END IF;
                RETURN NULL;
            END

            """;
        yield return new JournalObject(
            $"function {shape.NameFor(table)}",
            $"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER\n"
                + $"SET search_path = pg_catalog, pg_temp AS $hub${body}$hub$;\nREVOKE ALL ON FUNCTION {function}() FROM PUBLIC",
            // With its triggers, wherever they are: a table that got another name has taken them along.
            $"DROP FUNCTION IF EXISTS {function}() CASCADE",
            body);
        yield return Trigger(shape.Name, "AFTER INSERT OR UPDATE OR DELETE", "ROW", OfRows);
        yield return Trigger($"{shape.Name}_truncate", "AFTER TRUNCATE", "STATEMENT", OfTruncate);

        JournalObject Trigger(string name, string when, string each, string type) => new(
            $"trigger {name} on {table.Name}",
            $"CREATE OR REPLACE TRIGGER {provider.Quote(name)} {when} ON {source}\n"
                + $"FOR EACH {each} EXECUTE FUNCTION {function}();\n"
                + $"ALTER TABLE {source} ENABLE ALWAYS TRIGGER {provider.Quote(name)}",
            $"DROP TRIGGER IF EXISTS {provider.Quote(name)} ON {source}",
            $"A {type} {shape.NameFor(table)}");

        string Insert(string kind, string row)
        {
            var values = table.Columns.Select(c => $"{row}.{provider.Quote(c)}").ToList();
            return $"INSERT INTO {journal} (kind, {shape.KeyList}) SELECT '{kind}', {string.Join(", ", values)} "
                + $"WHERE {string.Join(" AND ", values.Select(v => $"{v} IS NOT NULL"))};";
        }
    }

    // A collation may take two keys for one, such as those that differ in their case.
    private string Moved(string column, string type)
    {
        var (name, text) = (provider.Quote(column), Exact.Contains(type) ? "" : "::text COLLATE \"C\"");
        return $"OLD.{name}{text} IS DISTINCT FROM NEW.{name}{text}";
    }

    private string Source(JournaledTable table) => string.Join('.', table.Name.Split('.').Select(provider.Quote));

    // As the hub's account found it: whoever installs may look through other schemas.
    private string Source(JournaledTable table, TableFacts facts) =>
        $"{provider.Quote(facts.Schema!)}.{provider.Quote(table.OwnName)}";

    private string Journal(JournalShape shape, JournalFacts facts) =>
        $"{provider.Quote(facts.Schema!)}.{provider.Quote(shape.Name)}";

    // It is made in the schema where the first table was found.
    private string Journal(JournalShape shape) => shape.Tables[0].Schema is { } schema
        ? $"{provider.Quote(schema)}.{provider.Quote(shape.Name)}"
        : provider.Quote(shape.Name);
}
