-- name: RaiseVersion
INSERT INTO invoice_versions (id, legacy_version) VALUES (@id, @version)
ON CONFLICT (id) DO UPDATE SET legacy_version = excluded.legacy_version
WHERE invoice_versions.legacy_version < excluded.legacy_version;

-- name: Save
INSERT INTO invoices (id, number, customer_id, content) VALUES (@Id, @Number, @CustomerId, @Content)
ON CONFLICT (id) DO UPDATE SET number = excluded.number, customer_id = excluded.customer_id, content = excluded.content;

-- name: Delete
DELETE FROM invoices WHERE id = @id;

-- name: List
SELECT id AS Id, content AS Content FROM invoices WHERE id > @after ORDER BY id LIMIT @limit;

-- name: Find
SELECT content FROM invoices WHERE id = @id;
