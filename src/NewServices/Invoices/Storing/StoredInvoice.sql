-- name: Find
SELECT i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid, COALESCE(s.paid, 0) AS Paid,
    COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE i.id = @id;

-- name: FindByReference
-- Finance's own references are other programs'.
SELECT i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid, COALESCE(s.paid, 0) AS Paid,
    COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE i.external_reference = @externalReference AND i.id LIKE 'N-%';

-- name: FindOfOrder
SELECT i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid, COALESCE(s.paid, 0) AS Paid,
    COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE i.order_id = @orderId AND i.cancelled = 0
ORDER BY i.number DESC LIMIT 1;

-- name: ListOpen
SELECT i.content AS Content, i.gross AS Gross, i.told_paid AS ToldPaid, COALESCE(s.paid, 0) AS Paid,
    COALESCE(s.credited, 0) AS Credited
FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.id
WHERE i.customer_id = @customerId AND i.currency = @currency AND i.cancelled = 0 AND i.id LIKE 'N-%'
    AND i.gross > COALESCE(s.paid, 0) + COALESCE(s.credited, 0)
ORDER BY i.due_on, i.number LIMIT @limit;

-- name: Save
INSERT INTO invoices (id, number, customer_id, order_id, external_reference, currency, issued_on, due_on, cancelled, gross,
    told_paid, content)
VALUES (@Id, @Number, @CustomerId, @OrderId, @ExternalReference, @Currency, @IssuedOn, @DueOn, @Cancelled, @Gross, @ToldPaid,
    @Content)
ON CONFLICT (id) DO UPDATE SET cancelled = excluded.cancelled, content = excluded.content;

-- name: Add
INSERT INTO settlements (invoice_id, paid, credited) VALUES (@id, @paid, @credited)
ON CONFLICT (invoice_id) DO UPDATE SET paid = settlements.paid + excluded.paid,
    credited = settlements.credited + excluded.credited;
