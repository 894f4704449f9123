using Hub.Invoices.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Invoices.Crediting;

internal static class CreditNoteEndpoints
{
    public static async Task<Results<Ok<CreditNotes>, Problem>> ListAsync(string id, InvoicesStore store)
    {
        var found = await store.Database.ReadAsync(async c =>
            await StoredInvoice.FindAsync(c, id) is null ? null : await CreditNoteRow.ListAsync(c, id));
        return found is null ? InvoiceProblems.NotFound(id) : TypedResults.Ok(new CreditNotes(found));
    }

    public static async Task<Results<Created<CreditNote>, Problem>> MakeAsync(
        string id, HttpContext context, CreditNoteKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(
            context, InvoiceProblems.NoErrors("credit note"), AskedCreditNote.Read);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.MakeAsync(context, id, asked);
        return refused is not null
            ? refused
            : TypedResults.Created($"/api/invoices/{Uri.EscapeDataString(written!.InvoiceId)}/credit-notes", written);
    }
}
