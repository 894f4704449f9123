using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

/// <summary>A test that keeps its hub's store in either engine.</summary>
public abstract class StoreTest(StoreEngine engine) : IAsyncLifetime
{
    private protected TestStores Stores { get; private set; } = null!;

    /// <summary>Whether other processes of a hub may have the store, too.</summary>
    private protected bool IsShared => engine == StoreEngine.Postgres;

    public async ValueTask InitializeAsync() => Stores = await TestStores.CreateAsync(engine);

    public ValueTask DisposeAsync()
    {
        Stores?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
