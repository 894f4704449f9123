using System.Text.Json.Serialization;
using Dapper;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Invoices.Paying;

internal sealed class FindPayments
{
    /// <summary>What the list can be sorted by, the usual order first.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["number", "-number", "paidOn", "-paidOn"];

    private static readonly SqlFile Sql = SqlFile.Of<FindPayments>();

    public static async Task<Results<Ok<Payment>, Problem>> GetAsync(string id, InvoicesStore store) =>
        await store.Database.ReadAsync(c => PaymentRow.FindAsync(c, id)) is { } found
            ? TypedResults.Ok(found)
            : new Problem(StatusCodes.Status404NotFound, $"There is no payment '{Spelling.Shorten(id)}'.");

    public static async Task<Results<Ok<InvoicePayments>, Problem>> OfInvoiceAsync(
        string id, HttpRequest request, InvoicesStore store)
    {
        var errors = new RequestErrors();
        var reference = new QueryParameters(request, errors, "externalReference").Text("externalReference");
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);
        var found = await store.Database.ReadAsync(async c =>
            await StoredInvoice.FindAsync(c, id) is null ? null : await PaymentRow.ListOfAsync(c, id, reference));
        return found is null ? InvoiceProblems.NotFound(id) : TypedResults.Ok(new InvoicePayments(found));
    }

    public static async Task<Results<Ok<PaymentPage>, Problem>> ListAsync(HttpRequest request, InvoicesStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(
            request, errors,
            ["customerId", "invoiceId", "method", "currency", "externalReference", .. SortedPage.Parameters]);
        var page = SortedPage.Read(query, Sorts);
        var wanted = new
        {
            customerId = query.Text("customerId"),
            invoiceId = query.Text("invoiceId"),
            method = query.Value<PaymentMethod>("method")?.ToString(),
            currency = query.Text("currency"),
            externalReference = query.Text("externalReference"),
            id = page.After?.Id,
            value = page.After?.Value,
            limit = page.Limit + 1,
        };
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        return await store.Database.ReadAsync(async c =>
        {
            var rows = (await c.QueryAsync<PaymentRow>(Sql[$"By {page.Sort}"], wanted)).AsList();
            var next = page.NextOf(
                rows, r => page.Sort.EndsWith("paidOn", StringComparison.Ordinal) ? r.PaidOn : r.Number, r => r.Id);
            return TypedResults.Ok(new PaymentPage(
                await PaymentRow.WithAllocationsAsync(c, [.. rows.Take(page.Limit)]), next));
        });
    }
}

/// <summary>A page of payments.</summary>
/// <param name="Items">The payments, sorted as asked for.</param>
/// <param name="Next">What <c>after</c> is for the next page; null where this is the last one.</param>
internal sealed record PaymentPage(
    IReadOnlyList<Payment> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);
