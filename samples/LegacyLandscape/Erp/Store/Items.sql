-- name: Get
SELECT ItemNo, Description, Unit, PriceE4, Active, ListedOn, Remark, ChangeNo FROM Items WHERE ItemNo = @itemNo;

-- name: List
SELECT ItemNo, Description, Unit, PriceE4, Active, ListedOn, Remark, ChangeNo FROM Items
WHERE ItemNo > @after ORDER BY ItemNo LIMIT @maxCount;

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
SELECT ItemNo, OnHandE3, AsOf FROM Stock WHERE ItemNo = @itemNo;

-- name: TakeFromStock
UPDATE Stock SET OnHandE3 = OnHandE3 - @qty * 1000, AsOf = @asOf WHERE ItemNo = @itemNo;
