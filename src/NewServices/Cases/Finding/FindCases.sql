-- name: By dueOn
SELECT id AS Id, customer_id AS CustomerId, order_id AS OrderId, invoice_id AS InvoiceId, product_id AS ProductId, state AS State,
    subject AS Subject, text AS Text, owner AS Owner, due_on AS DueOn, resolution AS Resolution, opened_at AS OpenedAt,
    changed_at AS ChangedAt, external_reference AS ExternalReference
FROM case_records
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@orderId AS TEXT) IS NULL OR order_id = @orderId)
    AND (CAST(@invoiceId AS TEXT) IS NULL OR invoice_id = @invoiceId)
    AND (CAST(@productId AS TEXT) IS NULL OR product_id = @productId)
    AND (CAST(@state AS TEXT) IS NULL OR state = @state)
    AND (CAST(@owner AS TEXT) IS NULL OR owner = @owner)
    AND (CAST(@dueUntil AS BIGINT) IS NULL OR due_on <= @dueUntil)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (due_on, id) > (@value, @id))
ORDER BY due_on, id LIMIT @limit;

-- name: By -dueOn
SELECT id AS Id, customer_id AS CustomerId, order_id AS OrderId, invoice_id AS InvoiceId, product_id AS ProductId, state AS State,
    subject AS Subject, text AS Text, owner AS Owner, due_on AS DueOn, resolution AS Resolution, opened_at AS OpenedAt,
    changed_at AS ChangedAt, external_reference AS ExternalReference
FROM case_records
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@orderId AS TEXT) IS NULL OR order_id = @orderId)
    AND (CAST(@invoiceId AS TEXT) IS NULL OR invoice_id = @invoiceId)
    AND (CAST(@productId AS TEXT) IS NULL OR product_id = @productId)
    AND (CAST(@state AS TEXT) IS NULL OR state = @state)
    AND (CAST(@owner AS TEXT) IS NULL OR owner = @owner)
    AND (CAST(@dueUntil AS BIGINT) IS NULL OR due_on <= @dueUntil)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (due_on, id) < (@value, @id))
ORDER BY due_on DESC, id DESC LIMIT @limit;

-- name: By openedAt
SELECT id AS Id, customer_id AS CustomerId, order_id AS OrderId, invoice_id AS InvoiceId, product_id AS ProductId, state AS State,
    subject AS Subject, text AS Text, owner AS Owner, due_on AS DueOn, resolution AS Resolution, opened_at AS OpenedAt,
    changed_at AS ChangedAt, external_reference AS ExternalReference
FROM case_records
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@orderId AS TEXT) IS NULL OR order_id = @orderId)
    AND (CAST(@invoiceId AS TEXT) IS NULL OR invoice_id = @invoiceId)
    AND (CAST(@productId AS TEXT) IS NULL OR product_id = @productId)
    AND (CAST(@state AS TEXT) IS NULL OR state = @state)
    AND (CAST(@owner AS TEXT) IS NULL OR owner = @owner)
    AND (CAST(@dueUntil AS BIGINT) IS NULL OR due_on <= @dueUntil)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (opened_at, id) > (@value, @id))
ORDER BY opened_at, id LIMIT @limit;

-- name: By -openedAt
SELECT id AS Id, customer_id AS CustomerId, order_id AS OrderId, invoice_id AS InvoiceId, product_id AS ProductId, state AS State,
    subject AS Subject, text AS Text, owner AS Owner, due_on AS DueOn, resolution AS Resolution, opened_at AS OpenedAt,
    changed_at AS ChangedAt, external_reference AS ExternalReference
FROM case_records
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@orderId AS TEXT) IS NULL OR order_id = @orderId)
    AND (CAST(@invoiceId AS TEXT) IS NULL OR invoice_id = @invoiceId)
    AND (CAST(@productId AS TEXT) IS NULL OR product_id = @productId)
    AND (CAST(@state AS TEXT) IS NULL OR state = @state)
    AND (CAST(@owner AS TEXT) IS NULL OR owner = @owner)
    AND (CAST(@dueUntil AS BIGINT) IS NULL OR due_on <= @dueUntil)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (opened_at, id) < (@value, @id))
ORDER BY opened_at DESC, id DESC LIMIT @limit;
