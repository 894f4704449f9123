using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Products.Storing;

internal sealed class ProductsStore(Stores stores) : ServiceStore(stores, "products", SqlFile.Of<ProductsStore>())
{
    protected override IReadOnlyList<SharedTables> Shared => [OutboxLog.Tables];
}
