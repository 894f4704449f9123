using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Invoices.Storing;

internal sealed class InvoicesStore(Stores stores) : ServiceStore(stores, "invoices", SqlFile.Of<InvoicesStore>())
{
    protected override IReadOnlyList<SharedTables> Shared => [OutboxLog.Tables];
}
