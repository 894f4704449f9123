-- name: Get
SELECT reference AS Reference, state AS State, reserved_at AS ReservedAt, expires_at AS ExpiresAt, lines AS Lines
FROM reservations WHERE reference = @reference;

-- name: Overdue
SELECT reference AS Reference, state AS State, reserved_at AS ReservedAt, expires_at AS ExpiresAt, lines AS Lines
FROM reservations WHERE state = 'Held' AND expires_at <= @now ORDER BY expires_at LIMIT @limit;

-- name: Save
INSERT INTO reservations (reference, state, reserved_at, expires_at, lines)
VALUES (@Reference, @State, @ReservedAt, @ExpiresAt, @Lines)
ON CONFLICT (reference) DO UPDATE SET state = excluded.state;

-- name: Forget
-- What is past its time counts no more; where no link reads the reservations, nobody else takes it away.
DELETE FROM stock_holds WHERE sku = @sku AND expires_at <= @until;

-- name: Hold
INSERT INTO stock_holds (sku, reference, quantity, expires_at) VALUES (@sku, @Reference, @quantity, @expiresAt);

-- name: End
DELETE FROM stock_holds WHERE reference = @Reference;

-- name: Issue
INSERT INTO stock_issues (sku, quantity, at) VALUES (@sku, @quantity, @at)
ON CONFLICT (sku) DO UPDATE SET quantity = stock_issues.quantity + excluded.quantity, at = excluded.at;
