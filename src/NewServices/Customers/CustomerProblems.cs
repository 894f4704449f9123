using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers;

internal static class CustomerProblems
{
    public static ProblemHttpResult NotFound { get; } =
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "There is no customer of that id.");

    public static ProblemHttpResult Changed { get; } = TypedResults.Problem(
        statusCode: StatusCodes.Status412PreconditionFailed, detail: "The customer is not what If-Match says: read it again.");
}
