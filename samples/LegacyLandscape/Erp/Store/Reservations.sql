-- name: Get
SELECT Reference, Status, ReservedAt, ExpiresAt FROM Reservations WHERE Reference = @reference;

-- name: Lines
SELECT ItemNo, Qty FROM ReservationLines WHERE Reference = @reference ORDER BY LineNo;

-- name: Insert
INSERT INTO Reservations (Reference, Status, ReservedAt, ExpiresAt) VALUES (@Reference, @Status, @ReservedAt, @ExpiresAt);

-- name: InsertLine
INSERT INTO ReservationLines (Reference, LineNo, ItemNo, Qty) VALUES (@Reference, @LineNo, @ItemNo, @Qty);

-- name: SetStatus
UPDATE Reservations SET Status = @status WHERE Reference = @reference;
