-- name: Find
-- As the legacy side compares: A to Z in either case, every other letter as it is, which is what lower() does in "C".
SELECT id AS Id, name AS Name, status AS Status, segment AS Segment, tax_number AS TaxNumber, credit_limit AS CreditLimit,
    customer_since AS CustomerSince, language AS Language, phones AS Phones, addresses AS Addresses, contacts AS Contacts,
    note AS Note, external_reference AS ExternalReference, made_here AS MadeHere
FROM customers
WHERE (CAST(@name AS TEXT) IS NULL OR strpos(lower(name), lower(CAST(@name AS TEXT) COLLATE "C")) > 0)
    AND (CAST(@city AS TEXT) IS NULL
        OR id IN (SELECT customer_id FROM customer_cities WHERE lower(city) = lower(CAST(@city AS TEXT) COLLATE "C")))
ORDER BY id LIMIT @limit;
