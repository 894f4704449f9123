using Hub.Platform.Storage;

namespace Hub.Orders.Storing;

/// <summary>The service's own store; nobody else reads or writes it.</summary>
internal sealed class OrdersStore(DataFolder data) : IAsyncDisposable
{
    private static readonly SqlFile Sql = SqlFile.Of<OrdersStore>();

    public Database Database { get; } = Database.Open(data.File("orders.db"));

    public Task MigrateAsync() => Database.MigrateAsync("orders", Sql["Migration1"], Sql["Migration2"]);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
