using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Keeping;

internal static class UpdateCustomer
{
    public static async Task<Results<Ok<Customer>, ProblemHttpResult>> HandleAsync(string id, HttpContext context, CustomerKeeping keeping)
    {
        var request = await RequestedCustomer.ReadAsync(context);
        if (request.Customer is null)
            return request.Problem!;

        var (outcome, customer) = await keeping.UpdateAsync(id, request.Customer, context.Request.Headers.IfMatch);
        if (outcome == UpdateOutcome.NotFound)
            return CustomerProblems.NotFound;
        if (outcome == UpdateOutcome.IsAnother)
            return CustomerProblems.Changed;
        context.Response.Headers.ETag = customer!.Tag;
        return TypedResults.Ok(customer);
    }
}
