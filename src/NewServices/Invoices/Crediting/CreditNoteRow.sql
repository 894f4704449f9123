-- name: FindByReference
SELECT content FROM credit_notes WHERE external_reference = @externalReference;

-- name: List
SELECT content FROM credit_notes WHERE invoice_id = @invoiceId ORDER BY number;

-- name: Add
INSERT INTO credit_notes (id, number, invoice_id, external_reference, content)
VALUES (@Id, @number, @InvoiceId, @ExternalReference, @content);
