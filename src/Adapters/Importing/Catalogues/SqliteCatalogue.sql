-- name: Tables
SELECT NULL AS schema, name, type = 'view' AS is_view, 1 AS readable, NULL AS words, NULL AS version
FROM sqlite_master
WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
  -- What a virtual table keeps for itself.
  AND NOT EXISTS (
    SELECT 1 FROM sqlite_master AS v
    WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%' AND substr(sqlite_master.name, 1, length(v.name) + 1) = v.name || '_'
      AND substr(sqlite_master.name, length(v.name) + 2) IN
        ('content', 'data', 'idx', 'docsize', 'config', 'segments', 'segdir', 'stat', 'node', 'parent', 'rowid'))
ORDER BY name;

-- name: Columns
-- hidden: 2 and 3 are computed columns, 1 is one of a virtual table that only queries name.
SELECT NULL AS schema, m.name AS table_name, c.name, c.type, c.type AS shown,
  c."notnull" = 0 AND c.pk = 0 AS nullable,
  c.hidden IN (2, 3) OR (c.pk = 1 AND upper(c.type) = 'INTEGER' AND (SELECT count(*) FROM pragma_table_info(m.name) WHERE pk > 0) = 1) AS generated,
  c.dflt_value IS NOT NULL AS defaulted
FROM sqlite_master AS m JOIN pragma_table_xinfo(m.name) AS c
WHERE m.type IN ('table', 'view') AND c.hidden <> 1
ORDER BY m.name, c.cid;

-- name: Keys
SELECT NULL AS schema, m.name AS table_name, '' AS key_name, 1 AS is_primary, c.name, c.pk AS place
FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
WHERE m.type = 'table' AND c.pk > 0
UNION ALL
SELECT NULL, m.name, i.name, 0, c.name, c.seqno
FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS i JOIN pragma_index_info(i.name) AS c
WHERE m.type = 'table' AND i."unique" = 1 AND i.partial = 0 AND i.origin <> 'pk'
  AND NOT EXISTS (
    SELECT 1 FROM pragma_index_info(i.name) AS u LEFT JOIN pragma_table_info(m.name) AS t ON t.name = u.name
    WHERE u.name IS NULL OR t."notnull" = 0)
ORDER BY 2, 3, 6;

-- name: Indexed
SELECT NULL AS schema, m.name AS table_name, c.name
FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS i JOIN pragma_index_info(i.name) AS c
WHERE m.type = 'table' AND i.partial = 0 AND c.name IS NOT NULL
UNION
SELECT NULL, m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.pk > 0
UNION
SELECT NULL, m.name, f."from" FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table';

-- name: Values
-- SQLite keeps a table's checks in the statement that made it and nowhere else.
SELECT NULL AS schema, m.name AS table_name, c.name, NULL AS value, m.sql AS text, NULL AS checked, 0 AS place
FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
WHERE m.type = 'table' AND m.sql LIKE '%CHECK%';
