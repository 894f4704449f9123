using System.Globalization;

namespace Hub.Products.Storing;

/// <summary>A row of <c>products</c>: the price as text, since its digits are kept; the date as in the contract.</summary>
internal sealed record ProductRow(
    string Id, string Description, string Unit, string Price, long Active, string ListedOn, string? Remark)
{
    private const string Date = "yyyy-MM-dd";

    public static ProductRow Of(Product product) => new(
        product.Id,
        product.Description,
        product.Unit,
        product.Price.ToString(CultureInfo.InvariantCulture),
        product.Active ? 1 : 0,
        product.ListedOn.ToString(Date, CultureInfo.InvariantCulture),
        product.Remark);

    public Product ToProduct() => new(
        Id,
        Description,
        Unit,
        decimal.Parse(Price, CultureInfo.InvariantCulture),
        Active != 0,
        DateOnly.ParseExact(ListedOn, Date, CultureInfo.InvariantCulture),
        Remark);
}
