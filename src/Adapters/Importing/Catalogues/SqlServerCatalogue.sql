-- name: Tables
SELECT s.name AS [schema], o.name, CASE WHEN o.type = 'V' THEN 1 ELSE 0 END AS is_view,
  HAS_PERMS_BY_NAME(QUOTENAME(s.name) + '.' + QUOTENAME(o.name), 'OBJECT', 'SELECT') AS readable,
  CAST(p.value AS nvarchar(4000)) AS words, NULL AS version
FROM sys.objects AS o
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.extended_properties AS p ON p.class = 1 AND p.major_id = o.object_id AND p.minor_id = 0 AND p.name = 'MS_Description'
WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
ORDER BY s.name, o.name;

-- name: Columns
-- A type of the database's own comes as what it is made of; user_type_id tells rowversion, whose name here is timestamp.
SELECT s.name AS [schema], o.name AS table_name, c.name, t.name AS type, TYPE_NAME(c.user_type_id) AS shown,
  c.is_nullable AS nullable,
  CASE WHEN c.is_identity = 1 OR c.is_computed = 1 OR c.generated_always_type <> 0 OR t.name = 'timestamp' THEN 1 ELSE 0 END AS generated,
  CASE WHEN c.default_object_id <> 0 THEN 1 ELSE 0 END AS defaulted,
  CASE WHEN t.name = 'timestamp' THEN 1 ELSE 0 END AS row_version
FROM sys.columns AS c
JOIN sys.objects AS o ON o.object_id = c.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.types AS t ON t.user_type_id = c.system_type_id
WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
ORDER BY s.name, o.name, c.column_id;

-- name: Keys
SELECT s.name AS [schema], o.name AS table_name, i.name AS key_name, i.is_primary_key AS is_primary, c.name
FROM sys.indexes AS i
JOIN sys.objects AS o ON o.object_id = i.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
WHERE i.is_unique = 1 AND i.has_filter = 0 AND i.is_disabled = 0 AND o.type IN ('U', 'V') AND o.is_ms_shipped = 0
  AND NOT EXISTS (
    SELECT 1 FROM sys.index_columns AS u JOIN sys.columns AS n ON n.object_id = u.object_id AND n.column_id = u.column_id
    WHERE u.object_id = i.object_id AND u.index_id = i.index_id AND u.key_ordinal > 0 AND n.is_nullable = 1)
ORDER BY s.name, o.name, i.name, k.key_ordinal;

-- name: Indexed
SELECT s.name AS [schema], o.name AS table_name, c.name
FROM sys.index_columns AS k
JOIN sys.objects AS o ON o.object_id = k.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
WHERE k.key_ordinal > 0 AND o.type IN ('U', 'V') AND o.is_ms_shipped = 0
UNION
SELECT s.name, o.name, c.name
FROM sys.foreign_key_columns AS f
JOIN sys.objects AS o ON o.object_id = f.parent_object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
JOIN sys.columns AS c ON c.object_id = f.parent_object_id AND c.column_id = f.parent_column_id
WHERE o.is_ms_shipped = 0;

-- name: Routines
-- Functions change nothing here. What a procedure gives is found by asking how its first result would look; one that makes its
-- rows in a temporary table cannot say so.
SELECT CAST(o.object_id AS nvarchar(20)) AS specific, s.name AS [schema], o.name,
  CASE WHEN o.type = 'P' THEN 0 ELSE 1 END AS is_function, CASE WHEN o.type = 'P' THEN 1 ELSE 0 END AS writes, 1 AS many,
  CASE WHEN o.type = 'FN' THEN t.name WHEN o.type = 'P' THEN 'int' END AS returns,
  CASE WHEN o.type = 'FN' THEN TYPE_NAME(r.user_type_id) WHEN o.type = 'P' THEN 'int' END AS returns_shown,
  CAST(p.value AS nvarchar(4000)) AS words,
  CASE
    WHEN HAS_PERMS_BY_NAME(QUOTENAME(s.name) + '.' + QUOTENAME(o.name), 'OBJECT', CASE WHEN o.type IN ('P', 'FN') THEN 'EXECUTE' ELSE 'SELECT' END) = 0
      THEN 'you may not execute it'
    WHEN EXISTS (SELECT 1 FROM sys.parameters AS q WHERE q.object_id = o.object_id AND TYPE_NAME(q.system_type_id) IS NULL)
      THEN 'it takes a table or a type of .NET''s'
  END AS problem
FROM sys.objects AS o
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.parameters AS r ON r.object_id = o.object_id AND r.parameter_id = 0
LEFT JOIN sys.types AS t ON t.user_type_id = r.system_type_id
LEFT JOIN sys.extended_properties AS p ON p.class = 1 AND p.major_id = o.object_id AND p.minor_id = 0 AND p.name = 'MS_Description'
WHERE o.type IN ('P', 'FN', 'IF', 'TF') AND o.is_ms_shipped = 0
ORDER BY s.name, o.name;

-- name: Parameters
SELECT CAST(q.object_id AS nvarchar(20)) AS specific, STUFF(q.name, 1, 1, '') AS name,
  CASE WHEN q.is_output = 1 THEN 'inout' ELSE 'in' END AS mode, t.name AS type, TYPE_NAME(q.user_type_id) AS shown,
  CAST(1 AS bit) AS nullable
FROM sys.parameters AS q
JOIN sys.objects AS o ON o.object_id = q.object_id
LEFT JOIN sys.types AS t ON t.user_type_id = q.system_type_id
WHERE q.parameter_id > 0 AND o.type IN ('P', 'FN', 'IF', 'TF') AND o.is_ms_shipped = 0
ORDER BY q.object_id, q.parameter_id;

-- name: Results
SELECT CAST(o.object_id AS nvarchar(20)) AS specific, d.name, t.name AS type, d.system_type_name AS shown, d.is_nullable AS nullable,
  d.column_ordinal AS place
FROM sys.objects AS o
CROSS APPLY sys.dm_exec_describe_first_result_set_for_object(o.object_id, 0) AS d
LEFT JOIN sys.types AS t ON t.user_type_id = d.system_type_id
WHERE o.type = 'P' AND o.is_ms_shipped = 0 AND d.error_number IS NULL AND d.is_hidden = 0
UNION ALL
SELECT CAST(o.object_id AS nvarchar(20)), c.name, t.name, TYPE_NAME(c.user_type_id), c.is_nullable, c.column_id
FROM sys.objects AS o
JOIN sys.columns AS c ON c.object_id = o.object_id
LEFT JOIN sys.types AS t ON t.user_type_id = c.system_type_id
WHERE o.type IN ('IF', 'TF') AND o.is_ms_shipped = 0
ORDER BY 1, 6;

-- name: Values
SELECT s.name AS [schema], o.name AS table_name, c.name, NULL AS value, k.definition AS text, NULL AS checked, 0 AS place
FROM sys.check_constraints AS k
JOIN sys.objects AS o ON o.object_id = k.parent_object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
WHERE k.is_disabled = 0 AND k.is_not_trusted = 0 AND o.is_ms_shipped = 0;
