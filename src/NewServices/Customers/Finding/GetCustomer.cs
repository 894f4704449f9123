using Hub.Customers.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Finding;

internal static class GetCustomer
{
    public static async Task<Results<Ok<Customer>, StatusCodeHttpResult, Problem>> HandleAsync(
        string id, HttpContext context, CustomersStore store)
    {
        if (await store.Database.ReadAsync(c => CustomerRow.FindAsync(c, id)) is not { } customer)
            return CustomerProblems.NotFound;
        context.Response.Headers.ETag = customer.Tag;
        return EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, customer.Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(customer);
    }
}
