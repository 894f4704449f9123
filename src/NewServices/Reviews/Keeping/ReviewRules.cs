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
            errors.Add("customerId", "no order of this customer is known, and only who bought a product reviews it");
        else
            errors.Add("productId", "the customer has no order of it that is not cancelled, and only who bought it reviews it");
        return errors.ToProblem(StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Returns why a review cannot be changed so, or null: whose it is and what it is about stays.</summary>
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
