using Hub.Reviews.Buying;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Reviews.Keeping;

/// <summary>Decides whether a review can be kept; pure.</summary>
internal static class ReviewRules
{
    /// <summary>Returns why a new review is refused, or null.</summary>
    /// <param name="asked">The review.</param>
    /// <param name="earlier">The customer's review of the product, if there is one.</param>
    /// <param name="purchases">What the customer ordered.</param>
    public static Problem? RefuseNew(AskedReview asked, Review? earlier, IReadOnlyList<Purchase> purchases)
    {
        if (earlier is not null)
            return ReviewProblems.IsWritten(earlier);
        if (purchases.Any(p => p.IsOf(asked.ProductId)))
            return null;
        var errors = ReviewProblems.NoErrors();
        if (purchases.Count == 0)
            errors.Add("customerId", "has no order yet; only customers who bought a product can review it");
        else
            errors.Add(
                "productId", "is in no uncancelled order of the customer; only customers who bought a product can review it");
        return errors.ToProblem(StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Returns why a change of a review is refused, or null: its customer and its product cannot be changed.</summary>
    public static Problem? RefuseChange(AskedReview asked, Review existing)
    {
        var errors = ReviewProblems.NoErrors();
        if (asked.ProductId != existing.ProductId)
            errors.Add("productId", "cannot be changed");
        if (asked.CustomerId != existing.CustomerId)
            errors.Add("customerId", "cannot be changed");
        return errors.Any ? errors.ToProblem(StatusCodes.Status422UnprocessableEntity) : null;
    }
}
