-- name: OfCustomer
SELECT order_id AS Id, customer_id AS CustomerId, status AS Status, skus AS Skus FROM purchases WHERE customer_id = @customerId;
