using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Cases.Storing;

internal sealed class CasesStore(Stores stores) : ServiceStore(stores, "cases", SqlFile.Of<CasesStore>())
{
    protected override IReadOnlyList<SharedTables> Shared => [OutboxLog.Tables];
}
