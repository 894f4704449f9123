using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Keeping;

internal static class DeleteCustomer
{
    public static async Task<Results<NoContent, Problem>> HandleAsync(string id, HttpContext context, CustomerKeeping keeping) =>
        await keeping.DeleteAsync(id, context.Request.Headers) is { } problem ? problem : TypedResults.NoContent();
}
