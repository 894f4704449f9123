-- name: Lines
-- Dapper hands the list over as one array.
SELECT entry AS Entry, account AS Account, amount AS Amount FROM ledger_lines
WHERE entry = ANY(@numbers) ORDER BY entry, line;
