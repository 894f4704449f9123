using Hub.Platform.Storage;

namespace Hub.Products.Storing;

/// <summary>The service's own store; nobody else reads or writes it.</summary>
internal sealed class ProductsStore(DataFolder data) : IAsyncDisposable
{
    private static readonly SqlFile Sql = SqlFile.Of<ProductsStore>();

    public Database Database { get; } = Database.Open(data.File("products.db"));

    public Task MigrateAsync() => Database.MigrateAsync("products", Sql["Migration1"]);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
