using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Nodes;

/// <summary>The parts of what legacy systems allow: each process with adapters holds one.</summary>
public sealed class NodeShares(HubStore store, Stores stores, DataFolder data)
    : SharedBudgets(store, stores, data, SqlFile.Of<NodeShares>(), "shares");
