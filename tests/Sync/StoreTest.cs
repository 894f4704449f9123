using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

/// <summary>A test that keeps its hub's store in either engine.</summary>
public abstract class StoreTest(StoreEngine engine) : IAsyncLifetime
{
    private protected TestStores Stores { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stores = await TestStores.CreateAsync(engine);

    public ValueTask DisposeAsync()
    {
        Stores?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
