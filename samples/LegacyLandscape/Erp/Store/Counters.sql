-- name: Next
UPDATE Counters SET Value = Value + 1 WHERE Name = @name RETURNING Value;

-- name: Current
SELECT Value FROM Counters WHERE Name = @name;
