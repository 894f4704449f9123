using Hub.Platform.Nodes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Shadowing;

/// <summary>The parts of what shadows may ask of each side: each process with the facade holds one.</summary>
internal sealed class ShadowShares(HubStore store, Stores stores, DataFolder data)
    : SharedBudgets(store, stores, data, SqlFile.Of<ShadowShares>(), "shadow-shares");
