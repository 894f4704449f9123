using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Keeping;

internal static class CreateCustomer
{
    public static async Task<Results<Created<Customer>, ProblemHttpResult>> HandleAsync(HttpContext context, CustomerKeeping keeping)
    {
        var request = await RequestedCustomer.ReadAsync(context);
        if (request.Customer is null)
            return request.Problem!;

        // The hub's id of the request, so that an answer that got lost can be looked up, on either side.
        var requestId = context.Features.Get<SideRequest>()?.RequestId ?? Guid.NewGuid().ToString();
        var customer = await keeping.CreateAsync(request.Customer, requestId);
        context.Response.Headers.ETag = customer.Tag;
        return TypedResults.Created($"/api/customers/{customer.Id}", customer);
    }
}
