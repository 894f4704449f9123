-- name: RaiseVersion
INSERT INTO invoice_versions (id, legacy_version) VALUES (@id, @version)
ON CONFLICT (id) DO UPDATE SET legacy_version = excluded.legacy_version
WHERE invoice_versions.legacy_version < excluded.legacy_version;

-- name: Save
INSERT INTO invoices (id, number, customer_id, order_id, external_reference, currency, issued_on, due_on, cancelled, gross,
    told_paid, content)
VALUES (@Id, @Number, @CustomerId, @OrderId, @ExternalReference, @Currency, @IssuedOn, @DueOn, @Cancelled, @Gross, @ToldPaid,
    @Content)
ON CONFLICT (id) DO UPDATE SET number = excluded.number, customer_id = excluded.customer_id, order_id = excluded.order_id,
    external_reference = excluded.external_reference, currency = excluded.currency, issued_on = excluded.issued_on,
    due_on = excluded.due_on, cancelled = excluded.cancelled, gross = excluded.gross, told_paid = excluded.told_paid,
    content = excluded.content;

-- name: Delete
DELETE FROM invoices WHERE id = @id;

-- name: List
-- What was made here is no part of the copy.
SELECT id AS Id, content AS Content FROM invoices WHERE id > @after AND id LIKE 'I-%' ORDER BY id LIMIT @limit;

-- name: Find
SELECT content FROM invoices WHERE id = @id;
