using Hub.ServiceKit.Storage;

namespace Hub.Products.Storing;

internal sealed class ProductsStore(Stores stores) : ServiceStore(stores, "products", SqlFile.Of<ProductsStore>());
