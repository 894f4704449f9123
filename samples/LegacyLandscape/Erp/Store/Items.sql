-- name: Get
SELECT ItemNo, Description, Unit, PriceE4, Active, ListedOn, Remark, ChangeNo FROM Items WHERE ItemNo = @itemNo;

-- name: List
SELECT ItemNo, Description, Unit, PriceE4, Active, ListedOn, Remark, ChangeNo FROM Items
WHERE ItemNo > @after AND (@active IS NULL OR Active = @active) ORDER BY ItemNo LIMIT @maxCount;

-- name: ListDescending
SELECT ItemNo, Description, Unit, PriceE4, Active, ListedOn, Remark, ChangeNo FROM Items
WHERE (@after = '' OR ItemNo < @after) AND (@active IS NULL OR Active = @active) ORDER BY ItemNo DESC LIMIT @maxCount;

-- name: ChangedSince
SELECT ItemNo, Description, Unit, PriceE4, Active, ListedOn, Remark, ChangeNo FROM Items
WHERE ChangeNo > @changeNo ORDER BY ChangeNo LIMIT @maxCount;

-- name: Edit
UPDATE Items SET
  Description = coalesce(@description, Description),
  PriceE4 = coalesce(@priceE4, PriceE4),
  Active = coalesce(@active, Active),
  ChangeNo = @changeNo
WHERE ItemNo = @itemNo
RETURNING ItemNo, Description, Unit, PriceE4, Active, ListedOn, Remark, ChangeNo;

-- name: Stock
-- Stock that has not moved since the first day has its row's number as change number.
SELECT s.ItemNo, s.OnHandE3, s.AsOf, coalesce(c.ChangeNo, s.rowid) AS ChangeNo,
  coalesce((SELECT sum(l.Qty) * 1000 FROM ReservationLines l JOIN Reservations r USING (Reference)
    WHERE l.ItemNo = s.ItemNo AND r.Status = 'H' AND r.ExpiresAt > @now), 0) AS ReservedE3
FROM Stock s LEFT JOIN StockChanges c USING (ItemNo) WHERE s.ItemNo = @itemNo;

-- name: StockChangedSince
SELECT s.ItemNo, s.OnHandE3, s.AsOf, coalesce(c.ChangeNo, s.rowid) AS ChangeNo,
  coalesce((SELECT sum(l.Qty) * 1000 FROM ReservationLines l JOIN Reservations r USING (Reference)
    WHERE l.ItemNo = s.ItemNo AND r.Status = 'H' AND r.ExpiresAt > @now), 0) AS ReservedE3
FROM Stock s LEFT JOIN StockChanges c USING (ItemNo)
WHERE coalesce(c.ChangeNo, s.rowid) > @changeNo ORDER BY 4 LIMIT @maxCount;

-- name: TakeFromStock
UPDATE Stock SET OnHandE3 = OnHandE3 - @qty * 1000, AsOf = @asOf WHERE ItemNo = @itemNo;

-- name: NoteStockChange
INSERT INTO StockChanges (ItemNo, ChangeNo) VALUES (@itemNo, @changeNo)
ON CONFLICT (ItemNo) DO UPDATE SET ChangeNo = excluded.ChangeNo;
