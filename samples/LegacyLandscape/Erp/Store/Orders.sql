-- name: Get
SELECT OrderNo, CustomerNo, CustomerRef, ExternalRef, OrderDate, RequestedOn, Status, TotalE4, ChangeNo FROM Orders
WHERE OrderNo = @orderNo;

-- name: ByExternalRef
SELECT OrderNo, CustomerNo, CustomerRef, ExternalRef, OrderDate, RequestedOn, Status, TotalE4, ChangeNo FROM Orders
WHERE ExternalRef = @externalRef ORDER BY OrderNo;

-- name: ByCustomer
SELECT OrderNo, CustomerNo, CustomerRef, ExternalRef, OrderDate, RequestedOn, Status, TotalE4, ChangeNo FROM Orders
WHERE CustomerNo = @customerNo ORDER BY OrderNo DESC LIMIT @maxCount;

-- name: ChangedSince
SELECT OrderNo, CustomerNo, CustomerRef, ExternalRef, OrderDate, RequestedOn, Status, TotalE4, ChangeNo FROM Orders
WHERE ChangeNo > @changeNo ORDER BY ChangeNo LIMIT @maxCount;

-- name: All
SELECT OrderNo, CustomerNo, CustomerRef, ExternalRef, OrderDate, RequestedOn, Status, TotalE4, ChangeNo FROM Orders
ORDER BY OrderNo;

-- name: Lines
SELECT OrderNo, LineNo, ItemNo, Qty, UnitPriceE4 FROM OrderLines
WHERE OrderNo IN (SELECT value FROM json_each(@orderNos)) ORDER BY OrderNo, LineNo;

-- name: Insert
INSERT INTO Orders (OrderNo, CustomerNo, CustomerRef, ExternalRef, OrderDate, RequestedOn, Status, TotalE4, ChangeNo)
VALUES (@OrderNo, @CustomerNo, @CustomerRef, @ExternalRef, @OrderDate, @RequestedOn, @Status, @TotalE4, @ChangeNo);

-- name: InsertLine
INSERT INTO OrderLines (OrderNo, LineNo, ItemNo, Qty, UnitPriceE4)
VALUES (@OrderNo, @LineNo, @ItemNo, @Qty, @UnitPriceE4);

-- name: SetStatus
UPDATE Orders SET Status = @status, ChangeNo = @changeNo WHERE OrderNo = @orderNo;

-- name: NewestFirst
SELECT OrderNo, CustomerNo, CustomerRef, ExternalRef, OrderDate, RequestedOn, Status, TotalE4, ChangeNo FROM Orders
WHERE (@CustomerNo IS NULL OR CustomerNo = @CustomerNo) AND (@Status IS NULL OR Status = @Status)
  AND (@PlacedFrom IS NULL OR OrderDate >= @PlacedFrom) AND (@PlacedUntil IS NULL OR OrderDate < @PlacedUntil)
  AND (@AfterOrderNo IS NULL
    OR (OrderDate, OrderNo) < (SELECT o.OrderDate, o.OrderNo FROM Orders o WHERE o.OrderNo = @AfterOrderNo))
ORDER BY OrderDate DESC, OrderNo DESC LIMIT @MaxCount;

-- name: OldestFirst
SELECT OrderNo, CustomerNo, CustomerRef, ExternalRef, OrderDate, RequestedOn, Status, TotalE4, ChangeNo FROM Orders
WHERE (@CustomerNo IS NULL OR CustomerNo = @CustomerNo) AND (@Status IS NULL OR Status = @Status)
  AND (@PlacedFrom IS NULL OR OrderDate >= @PlacedFrom) AND (@PlacedUntil IS NULL OR OrderDate < @PlacedUntil)
  AND (@AfterOrderNo IS NULL
    OR (OrderDate, OrderNo) > (SELECT o.OrderDate, o.OrderNo FROM Orders o WHERE o.OrderNo = @AfterOrderNo))
ORDER BY OrderDate, OrderNo LIMIT @MaxCount;
