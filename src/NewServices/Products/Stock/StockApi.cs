using Hub.Products.Storing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Products.Stock;

internal static class StockApi
{
    private static readonly EndpointContract Get = new(200, "What of the product is in stock.")
    {
        Answer = ContractSchema.Of(
            CountedStockJson.Default.StockLevel,
            new StockLevel
            {
                Id = "P-2005",
                OnHand = 3448,
                AsOf = new(2026, 10, 30, 12, 27, 0, TimeSpan.Zero),
                Reserved = 40,
                Available = 3408,
            }),
        Refusals = [new(404, "There is no stock of such a product.")],
    };

    public static RouteGroupBuilder MapStock(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/stock").WithTags("stock")
            .AddEndpointFilter<StorageOutage>().AddEndpointFilter<QueryFilter>();
        group.MapGet("/{id}", GetAsync).Describes(Get);
        return group;
    }

    private static async Task<Results<Ok<StockLevel>, Problem>> GetAsync(string id, ProductsStore store, TimeProvider clock)
    {
        // Blanks behind an id mean nothing, as at the legacy side.
        var sku = id.TrimEnd(' ');
        var found = await store.Database.ReadAsync(c => StockLevel.FindAsync(c, [sku], clock.GetUtcNow()));
        return found.TryGetValue(sku, out var level)
            ? TypedResults.Ok(level)
            : new Problem(StatusCodes.Status404NotFound, $"Stock of product '{Spelling.Shorten(sku)}' was not found.");
    }
}
