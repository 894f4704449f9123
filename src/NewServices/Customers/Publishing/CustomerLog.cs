using Hub.Customers.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Storage;

namespace Hub.Customers.Publishing;

/// <summary>The customers' outbox.</summary>
internal sealed class CustomerLog(CustomersStore store, TimeProvider clock) : OutboxLog(store, SqlFile.Of<CustomerLog>(), clock);
