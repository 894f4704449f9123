using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Keeping;

internal static class CreateCustomer
{
    public static async Task<Results<Created<Customer>, Problem>> HandleAsync(
        HttpContext context, CustomerKeeping keeping)
    {
        var (request, fault) = await RequestBody.ReadAsync(context, CustomerProblems.NoErrors(), CustomerReader.ReadNew);
        if (request is null)
            return fault!;
        var isTrial = DryRunPreference.IsAsked(context.Request);
        if (isTrial)
            DryRunPreference.Apply(context.Response);
        if (CustomerRules.FindProblem(request) is { } problem)
            return problem;

        // The hub's id of the request, so that an answer that got lost can be looked up, on either side.
        var requestId = context.Features.Get<SideRequest>()?.RequestId ?? Guid.NewGuid().ToString();
        var customer = await keeping.CreateAsync(request, requestId, isTrial);
        context.Response.Headers.ETag = customer.Tag;
        return TypedResults.Created($"/api/customers/{Uri.EscapeDataString(customer.Id)}", customer);
    }
}
