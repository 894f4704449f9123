-- name: Find
SELECT content FROM refunds WHERE external_reference = @Reference;

-- name: Add
INSERT INTO refunds (id, customer_id, external_reference, content) VALUES (@Id, @customerId, @Reference, @content);

-- name: Credits
SELECT currency AS Currency, CAST(-SUM(amount) AS BIGINT) AS Amount FROM ledger_lines
WHERE account = 'CustomerCredit' AND customer_id = @customerId
GROUP BY currency HAVING SUM(amount) <> 0 ORDER BY currency;
