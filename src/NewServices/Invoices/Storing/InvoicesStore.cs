using Hub.Platform.Storage;

namespace Hub.Invoices.Storing;

/// <summary>The service's own store; nobody else reads or writes it.</summary>
internal sealed class InvoicesStore(Stores stores) : IAsyncDisposable
{
    private static readonly SqlFile Sql = SqlFile.Of<InvoicesStore>();

    public Database Database { get; } = stores.Open("invoices");

    public Task MigrateAsync() => Database.MigrateAsync("invoices", Sql);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
