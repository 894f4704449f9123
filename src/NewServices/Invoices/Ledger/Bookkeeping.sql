-- name: AddEntry
INSERT INTO ledger_entries (number, posted_on, kind, document, customer_id, currency, posted_by)
VALUES (@number, @postedOn, @kind, @Document, @CustomerId, @Currency, @By);

-- name: AddLine
INSERT INTO ledger_lines (entry, line, account, amount, customer_id, currency)
VALUES (@number, @line, @account, @amount, @CustomerId, @Currency);

-- name: FindCredit
SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT) FROM ledger_lines
WHERE account = 'CustomerCredit' AND customer_id = @customerId AND currency = @currency;
