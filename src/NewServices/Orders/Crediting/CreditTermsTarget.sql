-- name: RaiseVersion
INSERT INTO customer_terms_versions (customer_id, legacy_version) VALUES (@id, @version)
ON CONFLICT (customer_id) DO UPDATE SET legacy_version = excluded.legacy_version
WHERE customer_terms_versions.legacy_version < excluded.legacy_version;

-- name: Save
INSERT INTO customer_terms (customer_id, credit_limit) VALUES (@id, @creditLimit)
ON CONFLICT (customer_id) DO UPDATE SET credit_limit = excluded.credit_limit;

-- name: Delete
DELETE FROM customer_terms WHERE customer_id = @id;

-- name: List
SELECT customer_id AS Id, credit_limit AS CreditLimit
FROM customer_terms WHERE customer_id > @after ORDER BY customer_id LIMIT @limit;

-- name: Find
SELECT customer_id AS Id, credit_limit AS CreditLimit FROM customer_terms WHERE customer_id = @id;
