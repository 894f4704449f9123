using System.Text.Json.Serialization;
using Dapper;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Invoices.Finding;

internal sealed class FindInvoices
{
    /// <summary>What the list can be sorted by, the usual order first.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["number", "-number", "dueOn", "-dueOn"];

    private const int LargestPage = 200;
    private const int UsualPage = 50;

    private static readonly SqlFile Sql = SqlFile.Of<FindInvoices>();

    public static async Task<Results<Ok<Invoice>, StatusCodeHttpResult, Problem>> GetAsync(
        string id, HttpContext context, InvoicesStore store)
    {
        if ((await store.Database.ReadAsync(c => StoredInvoice.FindAsync(c, id)))?.ToInvoice() is not { } found)
            return InvoiceProblems.NotFound(id);
        context.Response.Headers.ETag = found.Tag;
        return EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, found.Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(found);
    }

    public static async Task<Results<Ok<InvoicePage>, Problem>> OfCustomerAsync(
        string customerId, HttpRequest request, InvoicesStore store)
    {
        var (place, errors) = (0L, new RequestErrors());
        var query = new QueryParameters(request, errors, "after", "limit");
        if (query.Text("after") is { } after && !InvoiceNumber.TryRead(after, out place))
            query.Wrong("after", "must be the id of an invoice, such as I-4001");
        var limit = query.Limit(UsualPage, LargestPage);
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(c =>
            c.QueryAsync<StoredInvoice>(Sql["OfCustomer"], new { customerId, after = place, limit }));
        return TypedResults.Ok(new InvoicePage([.. rows.Select(r => r.ToInvoice())]));
    }

    public static async Task<Results<Ok<InvoicePage>, Problem>> ListAsync(HttpRequest request, InvoicesStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(
            request, errors,
            [
                "customerId", "orderId", "status", "currency", "dueFrom", "dueBefore", "externalReference",
                .. SortedPage.Parameters,
            ]);
        var page = SortedPage.Read(query, Sorts);
        var wanted = new
        {
            customerId = query.Text("customerId"),
            orderId = query.Text("orderId"),
            status = query.Value<InvoiceStatus>("status")?.ToString(),
            currency = query.Text("currency"),
            dueFrom = DayQuery.Find(query, "dueFrom"),
            dueBefore = DayQuery.Find(query, "dueBefore"),
            externalReference = query.Text("externalReference"),
            id = page.After?.Id,
            value = page.After?.Value,
            limit = page.Limit + 1,
        };
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(async c =>
            (await c.QueryAsync<Row>(Sql[$"By {page.Sort}"], wanted)).AsList());
        var next = page.NextOf(
            rows, r => page.Sort.EndsWith("dueOn", StringComparison.Ordinal) ? r.DueOn : r.Number, r => r.Id);
        return TypedResults.Ok(new InvoicePage([.. rows.Take(page.Limit).Select(r => r.ToInvoice())], next));
    }

    private sealed record Row : StoredInvoice
    {
        public string Id { get; init; } = "";

        public long Number { get; init; }

        public long DueOn { get; init; }
    }
}

/// <summary>A page of invoices.</summary>
/// <param name="Items">The invoices, sorted as asked for.</param>
/// <param name="Next">What <c>after</c> is for the next page; null where this is the last one.</param>
internal sealed record InvoicePage(
    IReadOnlyList<Invoice> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);
