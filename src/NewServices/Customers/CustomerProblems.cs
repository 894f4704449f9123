using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers;

internal static class CustomerProblems
{
    public static ProblemHttpResult NotFound =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "There is no customer of that id.");

    public static ProblemHttpResult IsAnother => TypedResults.Problem(
        statusCode: StatusCodes.Status412PreconditionFailed,
        detail: "The customer is not as the request expects it; read it again.");

    public static RequestErrors NoErrors() => new("The customer cannot be kept as it was asked for.");
}
