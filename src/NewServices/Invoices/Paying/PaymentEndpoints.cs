using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Invoices.Paying;

internal static class PaymentEndpoints
{
    /// <summary>Answers as finance does, which names no place where the payment can be read.</summary>
    public static async Task<Results<Created<InvoicePayment>, Problem>> PayAsync(
        string id, HttpContext context, PaymentKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(
            context, InvoiceProblems.NoErrors("payment"), AskedInvoicePayment.Read);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.PayAsync(context, id, asked);
        return refused is not null ? refused : TypedResults.Created((string?)null, written);
    }

    public static async Task<Results<Created<Payment>, Problem>> ReceiveAsync(HttpContext context, PaymentKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, InvoiceProblems.NoErrors("payment"), AskedPayment.Read);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.ReceiveAsync(context, asked);
        return refused is not null
            ? refused
            : TypedResults.Created($"/api/payments/{Uri.EscapeDataString(written!.Id)}", written);
    }
}
