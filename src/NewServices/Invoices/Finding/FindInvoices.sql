-- name: Get
SELECT content FROM invoices WHERE id = @id;

-- name: OfCustomer
SELECT content FROM invoices WHERE customer_id = @customerId AND number > @after ORDER BY number LIMIT @limit;
