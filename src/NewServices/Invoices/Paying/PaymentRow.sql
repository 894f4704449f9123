-- name: Find
SELECT id AS Id, number AS Number, customer_id AS CustomerId, currency AS Currency, amount AS Amount, paid_on AS PaidOn,
    method AS Method, external_reference AS ExternalReference
FROM payments WHERE id = @id;

-- name: FindByReference
SELECT id AS Id, number AS Number, customer_id AS CustomerId, currency AS Currency, amount AS Amount, paid_on AS PaidOn,
    method AS Method, external_reference AS ExternalReference
FROM payments WHERE external_reference = @externalReference;

-- name: Allocations
SELECT a.payment_id AS PaymentId, a.invoice_id AS InvoiceId, a.amount AS Amount
FROM allocations AS a LEFT JOIN invoices AS i ON i.id = a.invoice_id
WHERE a.payment_id IN @ids ORDER BY i.due_on, i.number;

-- name: OfInvoice
SELECT a.invoice_id AS InvoiceId, a.number AS Number, a.amount AS Amount, p.paid_on AS PaidOn, p.method AS Method,
    p.external_reference AS ExternalReference
FROM allocations AS a JOIN payments AS p ON p.id = a.payment_id
WHERE a.invoice_id = @invoiceId
    AND (CAST(@externalReference AS TEXT) IS NULL OR p.external_reference = @externalReference)
ORDER BY a.number;

-- name: Add
INSERT INTO payments (id, number, customer_id, currency, amount, paid_on, method, external_reference)
VALUES (@Id, @Number, @CustomerId, @Currency, @Amount, @PaidOn, @Method, @ExternalReference);

-- name: Allocate
INSERT INTO allocations (invoice_id, number, payment_id, amount)
SELECT @invoiceId, COALESCE(MAX(number), @before) + 1, @paymentId, @amount FROM allocations WHERE invoice_id = @invoiceId;
