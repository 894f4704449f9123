using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Reviews;

internal static class ReviewProblems
{
    public static Problem NotFound(string id) =>
        new(StatusCodes.Status404NotFound, $"Review '{Spelling.Shorten(id)}' was not found.");

    /// <summary>Refuses a second review of a product by one customer.</summary>
    public static Problem IsWritten(Review earlier) => Problem.Conflict(
        $"{earlier.CustomerId} has reviewed {earlier.ProductId} already, in {earlier.Id}: change that review by "
        + $"PUT /api/reviews/{earlier.Id}.");

    public static RequestErrors NoErrors() => new("The review cannot be kept as it was asked for.");
}
