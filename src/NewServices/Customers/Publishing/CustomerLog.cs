using Hub.Customers.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Customers.Publishing;

/// <summary>The customers' outbox.</summary>
internal sealed class CustomerLog(CustomersStore store, TimeProvider clock) : OutboxLog(store, SqlFile.Of<CustomerLog>(), clock);
