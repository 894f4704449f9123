using Hub.Platform.Storage;

namespace Hub.Products.Storing;

/// <summary>The service's own store; nobody else reads or writes it.</summary>
internal sealed class ProductsStore(Stores stores) : IAsyncDisposable
{
    private static readonly SqlFile Sql = SqlFile.Of<ProductsStore>();

    public Database Database { get; } = stores.Open("products");

    public Task MigrateAsync() => Database.MigrateAsync("products", Sql);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
