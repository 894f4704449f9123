using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Invoices.Paying;

/// <summary>The day of a payment or a refund, which finance takes from 1900 on.</summary>
internal static class PaymentDay
{
    private static readonly DateOnly First = new(1900, 1, 1);

    /// <summary>Returns why a day is refused, or null.</summary>
    public static Problem? Refuse(DateOnly paidOn)
    {
        var errors = InvoiceProblems.NoErrors("payment");
        if (paidOn < First)
            errors.Add("paidOn", $"must be a date from {First:O} on");
        return errors.Any ? errors.ToProblem(StatusCodes.Status422UnprocessableEntity) : null;
    }
}
