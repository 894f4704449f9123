-- name: Get
SELECT id AS Id, customer_id AS CustomerId, order_id AS OrderId, invoice_id AS InvoiceId, product_id AS ProductId, state AS State,
    subject AS Subject, text AS Text, owner AS Owner, due_on AS DueOn, resolution AS Resolution, opened_at AS OpenedAt,
    changed_at AS ChangedAt, external_reference AS ExternalReference
FROM case_records WHERE id = @id;

-- name: GetByReference
SELECT id AS Id, customer_id AS CustomerId, order_id AS OrderId, invoice_id AS InvoiceId, product_id AS ProductId, state AS State,
    subject AS Subject, text AS Text, owner AS Owner, due_on AS DueOn, resolution AS Resolution, opened_at AS OpenedAt,
    changed_at AS ChangedAt, external_reference AS ExternalReference
FROM case_records WHERE external_reference = @externalReference;

-- name: Save
INSERT INTO case_records (id, customer_id, order_id, invoice_id, product_id, state, subject, text, owner, due_on, resolution,
    opened_at, changed_at, external_reference)
VALUES (@Id, @CustomerId, @OrderId, @InvoiceId, @ProductId, @State, @Subject, @Text, @Owner, @DueOn, @Resolution,
    @OpenedAt, @ChangedAt, @ExternalReference)
ON CONFLICT (id) DO UPDATE SET order_id = excluded.order_id, invoice_id = excluded.invoice_id, product_id = excluded.product_id,
    state = excluded.state, subject = excluded.subject, text = excluded.text, owner = excluded.owner, due_on = excluded.due_on,
    resolution = excluded.resolution, changed_at = excluded.changed_at;

-- name: Delete
DELETE FROM case_records WHERE id = @id;
