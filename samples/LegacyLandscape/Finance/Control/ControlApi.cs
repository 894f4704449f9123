using LegacyLandscape.Finance.Store;

namespace LegacyLandscape.Finance.Control;

/// <summary>The back office at work, behind the hub's back: for tests and demos, not part of the system as found.</summary>
internal static class ControlApi
{
    public static void MapControl(this IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/control/finance");
        control.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (FinanceRefusal refusal)
            {
                return TypedResults.Problem(refusal.Message, statusCode: refusal.StatusCode);
            }
        });
        control.MapGet("/invoices", (InvoiceStore invoices) => TypedResults.Ok(invoices.All()));
        control.MapPost("/invoices", async (NewInvoice invoice, InvoiceStore invoices) =>
            TypedResults.Ok(await invoices.PostAsync(invoice)));
        control.MapDelete("/invoices/{docNo:int}", async (int docNo, int? comp, InvoiceStore invoices) =>
            TypedResults.Ok(await invoices.DeleteAsync(comp ?? 1, docNo)));
        control.MapPost("/invoices/{docNo:int}/payments", async (int docNo, NewPayment payment, InvoiceStore invoices) =>
            TypedResults.Ok(new PaymentNumber(await invoices.PayAsync(docNo, payment))));
    }
}

internal sealed record PaymentNumber(long PayNo);
