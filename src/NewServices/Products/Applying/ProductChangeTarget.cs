using Hub.Platform.Changes;
using Hub.Platform.Storage;
using Hub.Products.Storing;

namespace Hub.Products.Applying;

/// <summary>Takes the legacy side's changes of products: the only way anything gets into this service.</summary>
internal sealed class ProductChangeTarget(ProductsStore store)
    : CopyTarget<Product>(store, SqlFile.Of<ProductChangeTarget>(), ProductJson.Default.Product)
{
    protected override object RowOf(string id, Product content) => ProductRow.Of(content with { Id = id });
}
