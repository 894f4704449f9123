using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Invoices.Invoicing;

internal static class InvoiceEndpoints
{
    public static async Task<Results<Created<Invoice>, Problem>> MakeAsync(HttpContext context, InvoiceKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, InvoiceProblems.NoErrors("invoice"), AskedInvoice.Read);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.MakeAsync(context, asked);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = written!.Tag;
        return TypedResults.Created($"/api/invoices/{Uri.EscapeDataString(written.Id)}", written);
    }

    public static async Task<Results<Ok<Invoice>, Problem>> CancelAsync(string id, HttpContext context, InvoiceKeeping keeping)
    {
        var (written, refused) = await keeping.CancelAsync(context, id);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = written!.Tag;
        return TypedResults.Ok(written);
    }
}
