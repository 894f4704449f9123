-- name: Tables
-- A partitioned table cannot give back the version of a row that is inserted.
SELECT n.nspname AS schema, c.relname AS name, c.relkind IN ('v', 'm') AS is_view,
  has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') AS readable,
  obj_description(c.oid, 'pg_class') AS words,
  CASE WHEN c.relkind = 'r' AND has_table_privilege(c.oid, 'SELECT') THEN 'xmin' END AS version
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname;

-- name: Columns
SELECT n.nspname AS schema, c.relname AS table_name, a.attname AS name,
  CASE WHEN coalesce(b.typtype, t.typtype) = 'e' THEN 'enum' ELSE coalesce(b.typname, t.typname) END AS type,
  format_type(a.atttypid, a.atttypmod) AS shown,
  NOT (a.attnotnull OR t.typnotnull) AS nullable,
  a.attidentity <> '' OR a.attgenerated <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false) AS generated,
  a.atthasdef AND a.attgenerated = '' AND NOT coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false) AS defaulted
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype AND t.typtype = 'd'
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
  AND has_column_privilege(c.oid, a.attnum, 'SELECT')
ORDER BY n.nspname, c.relname, a.attnum;

-- name: Keys
SELECT n.nspname AS schema, c.relname AS table_name, x.relname AS key_name, i.indisprimary AS is_primary, a.attname AS name
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indrelid
JOIN pg_class AS x ON x.oid = i.indexrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indisvalid AND k.place <= i.indnkeyatts
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
  AND NOT EXISTS (
    SELECT FROM unnest(i.indkey) WITH ORDINALITY AS u (attnum, place)
    JOIN pg_attribute AS o ON o.attrelid = c.oid AND o.attnum = u.attnum
    WHERE u.place <= i.indnkeyatts AND NOT o.attnotnull)
ORDER BY n.nspname, c.relname, x.relname, k.place;

-- name: Indexed
SELECT n.nspname AS schema, c.relname AS table_name, a.attname AS name
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
WHERE i.indpred IS NULL AND a.attnum > 0 AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
UNION
SELECT n.nspname, c.relname, a.attname
FROM pg_constraint AS f
JOIN pg_class AS c ON c.oid = f.conrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (f.conkey)
WHERE f.contype = 'f' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%';

-- name: Routines
-- A routine of several forms is not one that a name reaches.
SELECT p.oid::text AS specific, n.nspname AS schema, p.proname AS name, p.prokind = 'f' AS is_function,
  p.prokind = 'p' OR p.provolatile = 'v' AS writes, p.proretset AS many,
  CASE WHEN p.prokind = 'f' AND NOT p.proretset AND p.proargmodes IS NULL AND r.typtype NOT IN ('c', 'p')
    THEN CASE WHEN coalesce(b.typtype, r.typtype) = 'e' THEN 'enum' ELSE coalesce(b.typname, r.typname) END END AS returns,
  format_type(p.prorettype, NULL) AS returns_shown,
  obj_description(p.oid, 'pg_proc') AS words,
  CASE
    WHEN NOT has_schema_privilege(n.oid, 'USAGE') OR NOT has_function_privilege(p.oid, 'EXECUTE') THEN 'you may not execute it'
    WHEN count(*) OVER (PARTITION BY p.pronamespace, p.proname) > 1 THEN 'there are several of this name; name one in a query'
    WHEN p.provariadic <> 0 THEN 'it takes any number of values'
    WHEN r.typname = 'refcursor' OR EXISTS (
      SELECT FROM unnest(p.proallargtypes) AS o (type) WHERE o.type = 'refcursor'::regtype)
      THEN 'it gives cursors, and only it knows their columns; declare it with cursors: true and each one''s columns in out'
    WHEN 'r' = r.typtype OR (r.typtype = 'p' AND r.typname NOT IN ('void', 'record')) THEN 'it gives ' || format_type(p.prorettype, NULL)
    WHEN r.typname = 'record' AND p.prokind = 'f' AND p.proargmodes IS NULL THEN 'it does not say which columns it gives'
    WHEN p.pronargs > 0 AND (p.proargnames IS NULL OR EXISTS (
      SELECT FROM generate_series(1, p.pronargs) AS g WHERE coalesce(p.proargnames[g], '') = '')) THEN 'its parameters have no names'
  END AS problem
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_type AS r ON r.oid = p.prorettype
LEFT JOIN pg_type AS b ON b.oid = r.typbasetype AND r.typtype = 'd'
JOIN pg_language AS l ON l.oid = p.prolang
WHERE p.prokind IN ('f', 'p') AND r.typname NOT IN ('trigger', 'event_trigger') AND l.lanname NOT IN ('c', 'internal')
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY n.nspname, p.proname, p.oid;

-- name: Parameters
-- What a function gives by INOUT, OUT and TABLE is its row, and stands in Results; optional ones are at the end of the inputs.
SELECT p.oid::text AS specific, coalesce(p.proargnames[a.place], '') AS name,
  CASE WHEN coalesce(p.proargmodes[a.place], 'i') IN ('i', 'v') OR p.proargmodes[a.place] = 'b' AND p.prokind = 'f' THEN 'in'
    WHEN p.proargmodes[a.place] = 'b' THEN 'inout' ELSE 'out' END AS mode,
  CASE WHEN coalesce(b.typtype, t.typtype) = 'e' THEN 'enum' ELSE coalesce(b.typname, t.typname) END AS type,
  format_type(a.type, NULL) AS shown,
  p.proargmodes[a.place] = 'o' OR NOT p.proisstrict AND i.place > p.pronargs - p.pronargdefaults AS nullable,
  coalesce(p.proargmodes[a.place], 'i') <> 'o' AND i.place > p.pronargs - p.pronargdefaults AS defaulted
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
CROSS JOIN LATERAL unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS a (type, place)
CROSS JOIN LATERAL (
  SELECT count(*) AS place FROM generate_series(1, a.place) AS g WHERE coalesce(p.proargmodes[g], 'i') IN ('i', 'b', 'v')) AS i
JOIN pg_type AS t ON t.oid = a.type
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype AND t.typtype = 'd'
WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
  AND (p.prokind = 'p' OR coalesce(p.proargmodes[a.place], 'i') IN ('i', 'v', 'b'))
ORDER BY p.oid, a.place;

-- name: Results
SELECT p.oid::text AS specific, p.proargnames[a.place] AS name,
  CASE WHEN coalesce(b.typtype, t.typtype) = 'e' THEN 'enum' ELSE coalesce(b.typname, t.typname) END AS type,
  format_type(a.type, NULL) AS shown, true AS nullable, a.place
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
CROSS JOIN LATERAL unnest(p.proallargtypes) WITH ORDINALITY AS a (type, place)
JOIN pg_type AS t ON t.oid = a.type
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype AND t.typtype = 'd'
WHERE p.prokind = 'f' AND p.proargmodes[a.place] IN ('o', 'b', 't') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
UNION ALL
-- A column without a name of its own is called like the function.
SELECT p.oid::text, p.proname,
  CASE WHEN coalesce(b.typtype, r.typtype) = 'e' THEN 'enum' ELSE coalesce(b.typname, r.typname) END,
  format_type(p.prorettype, NULL), true, 1
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_type AS r ON r.oid = p.prorettype AND r.typtype NOT IN ('c', 'p')
LEFT JOIN pg_type AS b ON b.oid = r.typbasetype AND r.typtype = 'd'
WHERE p.proretset AND p.proargmodes IS NULL AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
UNION ALL
SELECT p.oid::text, a.attname,
  CASE WHEN coalesce(b.typtype, t.typtype) = 'e' THEN 'enum' ELSE coalesce(b.typname, t.typname) END,
  format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, a.attnum
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_type AS r ON r.oid = p.prorettype AND r.typtype = 'c'
JOIN pg_attribute AS a ON a.attrelid = r.typrelid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype AND t.typtype = 'd'
WHERE p.prokind = 'f' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
ORDER BY 1, 6;

-- name: Values
-- Labels of enumerations, also under a domain; checks of one column; and those of a domain, which call it VALUE.
SELECT n.nspname AS schema, c.relname AS table_name, a.attname AS name, e.enumlabel AS value, NULL AS text, NULL AS checked,
  e.enumsortorder AS place
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_type AS t ON t.oid = a.atttypid
JOIN pg_enum AS e ON e.enumtypid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
UNION ALL
SELECT n.nspname, c.relname, a.attname, NULL, pg_get_constraintdef(k.oid), NULL, 0
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
WHERE k.contype = 'c' AND k.convalidated AND cardinality(k.conkey) = 1
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
UNION ALL
SELECT n.nspname, c.relname, a.attname, NULL, pg_get_constraintdef(k.oid), 'VALUE', 0
FROM pg_constraint AS k
JOIN pg_attribute AS a ON a.atttypid = k.contypid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE k.contype = 'c' AND k.convalidated AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
ORDER BY 1, 2, 3, 7;
