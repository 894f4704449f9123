using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Samples.Storing;

internal sealed class SamplesStore(Stores stores) : ServiceStore(stores, "samples", SqlFile.Of<SamplesStore>())
{
    protected override IReadOnlyList<SharedTables> Shared => [OutboxLog.Tables];
}
