using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Keeping;

internal static class UpdateCustomer
{
    public static async Task<Results<Ok<Customer>, ProblemHttpResult>> HandleAsync(
        string id, HttpContext context, CustomerKeeping keeping)
    {
        if (await RequestBody.ReadAsync(context) is not { } body)
            return RequestBody.TooLarge;

        var errors = CustomerProblems.NoErrors();
        if (RequestBody.Parse(body, errors, CustomerReader.ReadChanged) is not { } request)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var (customer, problem) = await keeping.UpdateAsync(id, request, context.Request.Headers);
        if (problem is not null)
            return problem;
        context.Response.Headers.ETag = customer!.Tag;
        return TypedResults.Ok(customer);
    }
}
