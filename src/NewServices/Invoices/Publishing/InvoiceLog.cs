using Hub.Invoices.Storing;
using Hub.ServiceKit.Changes;

namespace Hub.Invoices.Publishing;

/// <summary>The outbox: an entry for each invoice that was made here or of which something was paid or credited here.</summary>
internal sealed class InvoiceLog(InvoicesStore store, TimeProvider clock) : OutboxLog(store, clock);
