using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Keeping;

/// <summary>The customer a request asks for, or the problem with it.</summary>
internal sealed record RequestedCustomer(Customer? Customer, ProblemHttpResult? Problem)
{
    public static async Task<RequestedCustomer> ReadAsync(HttpContext context)
    {
        if (await RequestBody.ReadAsync(context) is not { } body)
            return new RequestedCustomer(Customer: null, RequestBody.TooLarge);

        var errors = new RequestErrors("The customer cannot be kept as it was asked for.");
        if (RequestBody.Parse(body, errors, CustomerReader.Read) is not { } customer)
            return new RequestedCustomer(Customer: null, errors.ToProblem(StatusCodes.Status400BadRequest));
        CustomerRules.Check(customer, errors);
        return errors.Any
            ? new RequestedCustomer(Customer: null, errors.ToProblem(StatusCodes.Status422UnprocessableEntity))
            : new RequestedCustomer(customer, Problem: null);
    }
}
