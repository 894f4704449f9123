-- name: Allocations
-- Dapper hands the list over as one array.
SELECT a.payment_id AS PaymentId, a.invoice_id AS InvoiceId, a.amount AS Amount
FROM allocations AS a LEFT JOIN invoices AS i ON i.id = a.invoice_id
WHERE a.payment_id = ANY(@ids) ORDER BY i.due_on, i.number;
