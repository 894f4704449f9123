SELECT id, customer, reference, issued_on, due_on, status, currency, net, tax, gross FROM invoice WHERE id = @id;
