-- name: Get
SELECT id AS Id, name AS Name, status AS Status, segment AS Segment, tax_number AS TaxNumber, credit_limit AS CreditLimit,
    customer_since AS CustomerSince, language AS Language, phones AS Phones, addresses AS Addresses, contacts AS Contacts,
    note AS Note, external_reference AS ExternalReference, made_here AS MadeHere
FROM customers WHERE id = @id;

-- name: List
SELECT id AS Id, name AS Name, status AS Status, segment AS Segment, tax_number AS TaxNumber, credit_limit AS CreditLimit,
    customer_since AS CustomerSince, language AS Language, phones AS Phones, addresses AS Addresses, contacts AS Contacts,
    note AS Note, external_reference AS ExternalReference, made_here AS MadeHere
FROM customers WHERE id > @after ORDER BY id LIMIT @limit;

-- name: Find
-- As the legacy side compares: A to Z in either case, every other letter as it is.
SELECT id AS Id, name AS Name, status AS Status, segment AS Segment, tax_number AS TaxNumber, credit_limit AS CreditLimit,
    customer_since AS CustomerSince, language AS Language, phones AS Phones, addresses AS Addresses, contacts AS Contacts,
    note AS Note, external_reference AS ExternalReference, made_here AS MadeHere
FROM customers
WHERE (@name IS NULL OR instr(lower(name), lower(@name)) > 0)
    AND (@city IS NULL OR id IN (SELECT customer_id FROM customer_cities WHERE lower(city) = lower(@city)))
ORDER BY id LIMIT @limit;

-- name: FindByReference
SELECT id AS Id, name AS Name, status AS Status, segment AS Segment, tax_number AS TaxNumber, credit_limit AS CreditLimit,
    customer_since AS CustomerSince, language AS Language, phones AS Phones, addresses AS Addresses, contacts AS Contacts,
    note AS Note, external_reference AS ExternalReference, made_here AS MadeHere
FROM customers WHERE external_reference = @externalReference ORDER BY id;

-- name: Save
INSERT INTO customers (id, name, status, segment, tax_number, credit_limit, customer_since, language, phones, addresses, contacts,
    note, external_reference, made_here)
VALUES (@Id, @Name, @Status, @Segment, @TaxNumber, @CreditLimit, @CustomerSince, @Language, @Phones, @Addresses, @Contacts,
    @Note, @ExternalReference, @MadeHere)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, status = excluded.status, segment = excluded.segment,
    tax_number = excluded.tax_number, credit_limit = excluded.credit_limit, customer_since = excluded.customer_since,
    language = excluded.language, phones = excluded.phones, addresses = excluded.addresses, contacts = excluded.contacts,
    note = excluded.note, external_reference = excluded.external_reference;

-- name: SaveCity
INSERT INTO customer_cities (customer_id, city) VALUES (@id, @city);

-- name: DeleteCities
DELETE FROM customer_cities WHERE customer_id = @id;

-- name: Delete
DELETE FROM customers WHERE id = @id;
