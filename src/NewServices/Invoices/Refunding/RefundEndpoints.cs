using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Invoices.Refunding;

internal static class RefundEndpoints
{
    public static async Task<Ok<CustomerCredits>> CreditAsync(string customerId, RefundKeeping keeping) =>
        TypedResults.Ok(await keeping.FindAsync(customerId));

    public static async Task<Results<Created<Refund>, Problem>> PayBackAsync(
        string customerId, HttpContext context, RefundKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, InvoiceProblems.NoErrors("refund"), AskedRefund.Read);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.PayBackAsync(context, customerId, asked);
        return refused is not null
            ? refused
            : TypedResults.Created($"/api/ledger/entries?document={Uri.EscapeDataString(written!.Id)}", written);
    }
}
