using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Storage;

/// <summary>What a store's contract is run over.</summary>
public enum StoreEngine
{
    Sqlite,
    Postgres,
}

/// <summary>An empty place for stores, which goes with the test; several nodes may open what is in it.</summary>
internal sealed class TestStores : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TestStores(StoreOptions options) => Options = options;

    public StoreOptions Options { get; }

    public DataFolder Data => new(_folder.Path);

    /// <summary>Skips the test where the machine lacks the engine.</summary>
    public static async Task<TestStores> CreateAsync(StoreEngine engine)
    {
        if (engine == StoreEngine.Sqlite)
            return new TestStores(new StoreOptions());
        PostgresServer.SkipIfMissing();
        return new TestStores(new StoreOptions { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() });
    }

    /// <summary>Opens a store as a node does: each time anew, with connections of its own.</summary>
    public Database Open(string name) => new Stores(Data, Options).Open(name);

    public void Dispose() => _folder.Dispose();
}
