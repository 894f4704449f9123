using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Keeping;

internal static class UpdateCustomer
{
    public static async Task<Results<Ok<Customer>, Problem>> HandleAsync(
        string id, HttpContext context, CustomerKeeping keeping)
    {
        var (request, fault) = await RequestBody.ReadAsync(context, CustomerProblems.NoErrors(), CustomerReader.ReadChanged);
        if (request is null)
            return fault!;

        var isTrial = DryRunPreference.IsAsked(context.Request);
        if (isTrial)
            DryRunPreference.Apply(context.Response);
        var (customer, problem) = await keeping.UpdateAsync(id, request, context.Request.Headers, isTrial);
        if (problem is not null)
            return problem;
        context.Response.Headers.ETag = customer!.Tag;
        return TypedResults.Ok(customer);
    }
}
