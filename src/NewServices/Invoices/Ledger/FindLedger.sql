-- name: By number
SELECT number AS Number, posted_on AS PostedOn, kind AS Kind, document AS Document, customer_id AS CustomerId,
    currency AS Currency, posted_by AS PostedBy
FROM ledger_entries
WHERE (CAST(@account AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM ledger_lines WHERE entry = ledger_entries.number AND account = @account))
    AND (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@document AS TEXT) IS NULL OR document = @document)
    AND (CAST(@kind AS TEXT) IS NULL OR kind = @kind)
    AND (CAST(@currency AS TEXT) IS NULL OR currency = @currency)
    AND (CAST(@from AS BIGINT) IS NULL OR posted_on >= @from)
    AND (CAST(@until AS BIGINT) IS NULL OR posted_on <= @until)
    AND (CAST(@after AS BIGINT) IS NULL OR number > @after)
ORDER BY number LIMIT @limit;

-- name: By -number
SELECT number AS Number, posted_on AS PostedOn, kind AS Kind, document AS Document, customer_id AS CustomerId,
    currency AS Currency, posted_by AS PostedBy
FROM ledger_entries
WHERE (CAST(@account AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM ledger_lines WHERE entry = ledger_entries.number AND account = @account))
    AND (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@document AS TEXT) IS NULL OR document = @document)
    AND (CAST(@kind AS TEXT) IS NULL OR kind = @kind)
    AND (CAST(@currency AS TEXT) IS NULL OR currency = @currency)
    AND (CAST(@from AS BIGINT) IS NULL OR posted_on >= @from)
    AND (CAST(@until AS BIGINT) IS NULL OR posted_on <= @until)
    AND (CAST(@after AS BIGINT) IS NULL OR number < @after)
ORDER BY number DESC LIMIT @limit;

-- name: Lines
SELECT entry AS Entry, account AS Account, amount AS Amount FROM ledger_lines
WHERE entry IN @numbers ORDER BY entry, line;

-- name: Balances
SELECT l.account AS Account, l.currency AS Currency,
    CAST(SUM(CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END) AS BIGINT) AS Debit,
    CAST(SUM(CASE WHEN l.amount < 0 THEN -l.amount ELSE 0 END) AS BIGINT) AS Credit
FROM ledger_lines AS l JOIN ledger_entries AS e ON e.number = l.entry
WHERE (CAST(@customerId AS TEXT) IS NULL OR l.customer_id = @customerId)
    AND (CAST(@currency AS TEXT) IS NULL OR l.currency = @currency)
    AND (CAST(@until AS BIGINT) IS NULL OR e.posted_on <= @until)
GROUP BY l.account, l.currency
ORDER BY l.currency, l.account;
