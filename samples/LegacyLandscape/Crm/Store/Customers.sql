-- name: Get
SELECT * FROM Customers WHERE CustomerNo = @customerNo AND CustomerNo NOT IN (SELECT CustomerNo FROM DeletedCustomers);

-- name: Find
SELECT * FROM Customers
WHERE (@name IS NULL OR instr(lower(Name), lower(@name)) > 0)
  AND (@city IS NULL OR EXISTS (
    SELECT 1 FROM json_each(Addresses) WHERE lower(json_extract(value, '$.City')) = lower(@city)))
  AND CustomerNo NOT IN (SELECT CustomerNo FROM DeletedCustomers)
ORDER BY CustomerNo LIMIT @maxCount;

-- name: ByExternalRef
SELECT * FROM Customers
WHERE ExternalRef = @externalRef AND CustomerNo NOT IN (SELECT CustomerNo FROM DeletedCustomers)
ORDER BY CustomerNo;

-- name: ModifiedSince
SELECT *, CustomerNo IN (SELECT CustomerNo FROM DeletedCustomers) AS Deleted FROM Customers
WHERE ModifiedAt > @since OR (ModifiedAt = @since AND CustomerNo > @afterNo)
ORDER BY ModifiedAt, CustomerNo LIMIT @maxCount;

-- name: All
SELECT * FROM Customers WHERE CustomerNo NOT IN (SELECT CustomerNo FROM DeletedCustomers) ORDER BY CustomerNo;

-- name: NextNumber
UPDATE Counters SET Value = Value + 1 WHERE Name = 'CustomerNo' RETURNING Value;

-- name: Insert
INSERT INTO Customers (CustomerNo, Status, Segment, Name, TaxNo, CreditLimitE2, CustomerSince, Language, Phones, Addresses,
  Contacts, Note, ExternalRef, Version, ModifiedAt)
VALUES (@CustomerNo, @Status, @Segment, @Name, @TaxNo, @CreditLimitE2, @CustomerSince, @Language, @Phones, @Addresses,
  @Contacts, @Note, @ExternalRef, @Version, @ModifiedAt);

-- name: Update
UPDATE Customers SET
  Status = @Status, Segment = @Segment, Name = @Name, TaxNo = @TaxNo, CreditLimitE2 = @CreditLimitE2,
  CustomerSince = @CustomerSince, Language = @Language, Phones = @Phones, Addresses = @Addresses, Contacts = @Contacts,
  Note = @Note, Version = @Version, ModifiedAt = @ModifiedAt
WHERE CustomerNo = @CustomerNo;

-- name: Delete
UPDATE Customers SET Version = @Version, ModifiedAt = @ModifiedAt WHERE CustomerNo = @CustomerNo;
INSERT INTO DeletedCustomers (CustomerNo) VALUES (@CustomerNo);
