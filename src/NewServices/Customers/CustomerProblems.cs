using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Customers;

internal static class CustomerProblems
{
    public static Problem NotFound => new(StatusCodes.Status404NotFound, "There is no customer of that id.");

    public static Problem IsAnother =>
        new(StatusCodes.Status412PreconditionFailed, "The record is not as the request expects it; read it again.");

    public static RequestErrors NoErrors() => new("The customer cannot be kept as it was asked for.");
}
