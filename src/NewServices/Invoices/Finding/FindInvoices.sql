-- name: OfCustomer
-- Finance's alone, as on the legacy side: whoever may ask this need not be one whom settlement lets read what was made here.
SELECT i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid, COALESCE(s.paid, 0) AS Paid,
    COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE i.customer_id = @customerId AND i.number > @after AND i.id LIKE 'I-%' ORDER BY i.number LIMIT @limit;

-- name: By number
SELECT i.id AS Id, i.number AS Number, i.due_on AS DueOn, i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid,
    COALESCE(s.paid, 0) AS Paid, COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE (CAST(@customerId AS TEXT) IS NULL OR i.customer_id = @customerId)
    AND (CAST(@orderId AS TEXT) IS NULL OR i.order_id = @orderId)
    AND (CAST(@externalReference AS TEXT) IS NULL OR i.external_reference = @externalReference)
    AND (CAST(@currency AS TEXT) IS NULL OR i.currency = @currency)
    AND (CAST(@dueBefore AS BIGINT) IS NULL OR i.due_on < @dueBefore)
    AND (CAST(@dueFrom AS BIGINT) IS NULL OR i.due_on >= @dueFrom)
    AND (CAST(@status AS TEXT) IS NULL OR @status = CASE
        WHEN i.cancelled = 1 THEN 'Cancelled'
        WHEN i.gross <= i.told_paid + COALESCE(s.paid, 0) + COALESCE(s.credited, 0) THEN 'Paid'
        WHEN i.told_paid + COALESCE(s.paid, 0) + COALESCE(s.credited, 0) > 0 THEN 'PartlyPaid'
        ELSE 'Open' END)
    AND (CAST(@id AS TEXT) IS NULL OR (i.number, i.id) > (@value, @id))
ORDER BY i.number, i.id LIMIT @limit;

-- name: By -number
SELECT i.id AS Id, i.number AS Number, i.due_on AS DueOn, i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid,
    COALESCE(s.paid, 0) AS Paid, COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE (CAST(@customerId AS TEXT) IS NULL OR i.customer_id = @customerId)
    AND (CAST(@orderId AS TEXT) IS NULL OR i.order_id = @orderId)
    AND (CAST(@externalReference AS TEXT) IS NULL OR i.external_reference = @externalReference)
    AND (CAST(@currency AS TEXT) IS NULL OR i.currency = @currency)
    AND (CAST(@dueBefore AS BIGINT) IS NULL OR i.due_on < @dueBefore)
    AND (CAST(@dueFrom AS BIGINT) IS NULL OR i.due_on >= @dueFrom)
    AND (CAST(@status AS TEXT) IS NULL OR @status = CASE
        WHEN i.cancelled = 1 THEN 'Cancelled'
        WHEN i.gross <= i.told_paid + COALESCE(s.paid, 0) + COALESCE(s.credited, 0) THEN 'Paid'
        WHEN i.told_paid + COALESCE(s.paid, 0) + COALESCE(s.credited, 0) > 0 THEN 'PartlyPaid'
        ELSE 'Open' END)
    AND (CAST(@id AS TEXT) IS NULL OR (i.number, i.id) < (@value, @id))
ORDER BY i.number DESC, i.id DESC LIMIT @limit;

-- name: By dueOn
SELECT i.id AS Id, i.number AS Number, i.due_on AS DueOn, i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid,
    COALESCE(s.paid, 0) AS Paid, COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE (CAST(@customerId AS TEXT) IS NULL OR i.customer_id = @customerId)
    AND (CAST(@orderId AS TEXT) IS NULL OR i.order_id = @orderId)
    AND (CAST(@externalReference AS TEXT) IS NULL OR i.external_reference = @externalReference)
    AND (CAST(@currency AS TEXT) IS NULL OR i.currency = @currency)
    AND (CAST(@dueBefore AS BIGINT) IS NULL OR i.due_on < @dueBefore)
    AND (CAST(@dueFrom AS BIGINT) IS NULL OR i.due_on >= @dueFrom)
    AND (CAST(@status AS TEXT) IS NULL OR @status = CASE
        WHEN i.cancelled = 1 THEN 'Cancelled'
        WHEN i.gross <= i.told_paid + COALESCE(s.paid, 0) + COALESCE(s.credited, 0) THEN 'Paid'
        WHEN i.told_paid + COALESCE(s.paid, 0) + COALESCE(s.credited, 0) > 0 THEN 'PartlyPaid'
        ELSE 'Open' END)
    AND (CAST(@id AS TEXT) IS NULL OR (i.due_on, i.id) > (@value, @id))
ORDER BY i.due_on, i.id LIMIT @limit;

-- name: By -dueOn
SELECT i.id AS Id, i.number AS Number, i.due_on AS DueOn, i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid,
    COALESCE(s.paid, 0) AS Paid, COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE (CAST(@customerId AS TEXT) IS NULL OR i.customer_id = @customerId)
    AND (CAST(@orderId AS TEXT) IS NULL OR i.order_id = @orderId)
    AND (CAST(@externalReference AS TEXT) IS NULL OR i.external_reference = @externalReference)
    AND (CAST(@currency AS TEXT) IS NULL OR i.currency = @currency)
    AND (CAST(@dueBefore AS BIGINT) IS NULL OR i.due_on < @dueBefore)
    AND (CAST(@dueFrom AS BIGINT) IS NULL OR i.due_on >= @dueFrom)
    AND (CAST(@status AS TEXT) IS NULL OR @status = CASE
        WHEN i.cancelled = 1 THEN 'Cancelled'
        WHEN i.gross <= i.told_paid + COALESCE(s.paid, 0) + COALESCE(s.credited, 0) THEN 'Paid'
        WHEN i.told_paid + COALESCE(s.paid, 0) + COALESCE(s.credited, 0) > 0 THEN 'PartlyPaid'
        ELSE 'Open' END)
    AND (CAST(@id AS TEXT) IS NULL OR (i.due_on, i.id) < (@value, @id))
ORDER BY i.due_on DESC, i.id DESC LIMIT @limit;
