-- name: By number
SELECT id AS Id, number AS Number, customer_id AS CustomerId, currency AS Currency, amount AS Amount, paid_on AS PaidOn,
    method AS Method, external_reference AS ExternalReference
FROM payments
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@invoiceId AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM allocations WHERE payment_id = payments.id AND invoice_id = @invoiceId))
    AND (CAST(@method AS TEXT) IS NULL OR method = @method)
    AND (CAST(@currency AS TEXT) IS NULL OR currency = @currency)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (number, id) > (@value, @id))
ORDER BY number, id LIMIT @limit;

-- name: By -number
SELECT id AS Id, number AS Number, customer_id AS CustomerId, currency AS Currency, amount AS Amount, paid_on AS PaidOn,
    method AS Method, external_reference AS ExternalReference
FROM payments
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@invoiceId AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM allocations WHERE payment_id = payments.id AND invoice_id = @invoiceId))
    AND (CAST(@method AS TEXT) IS NULL OR method = @method)
    AND (CAST(@currency AS TEXT) IS NULL OR currency = @currency)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (number, id) < (@value, @id))
ORDER BY number DESC, id DESC LIMIT @limit;

-- name: By paidOn
SELECT id AS Id, number AS Number, customer_id AS CustomerId, currency AS Currency, amount AS Amount, paid_on AS PaidOn,
    method AS Method, external_reference AS ExternalReference
FROM payments
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@invoiceId AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM allocations WHERE payment_id = payments.id AND invoice_id = @invoiceId))
    AND (CAST(@method AS TEXT) IS NULL OR method = @method)
    AND (CAST(@currency AS TEXT) IS NULL OR currency = @currency)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (paid_on, id) > (@value, @id))
ORDER BY paid_on, id LIMIT @limit;

-- name: By -paidOn
SELECT id AS Id, number AS Number, customer_id AS CustomerId, currency AS Currency, amount AS Amount, paid_on AS PaidOn,
    method AS Method, external_reference AS ExternalReference
FROM payments
WHERE (CAST(@customerId AS TEXT) IS NULL OR customer_id = @customerId)
    AND (CAST(@invoiceId AS TEXT) IS NULL
        OR EXISTS (SELECT 1 FROM allocations WHERE payment_id = payments.id AND invoice_id = @invoiceId))
    AND (CAST(@method AS TEXT) IS NULL OR method = @method)
    AND (CAST(@currency AS TEXT) IS NULL OR currency = @currency)
    AND (CAST(@externalReference AS TEXT) IS NULL OR external_reference = @externalReference)
    AND (CAST(@id AS TEXT) IS NULL OR (paid_on, id) < (@value, @id))
ORDER BY paid_on DESC, id DESC LIMIT @limit;
