-- name: FindLimit
SELECT credit_limit FROM customer_terms WHERE customer_id = @customerId;

-- name: OpenTotals
SELECT total FROM orders WHERE customer_id = @customerId AND status IN ('New', 'Released');
