using System.Text.Json;
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
    private const int LargestPage = 200;
    private const int UsualPage = 50;

    private static readonly SqlFile Sql = SqlFile.Of<FindInvoices>();

    public static async Task<Results<Ok<Invoice>, Problem>> GetAsync(string id, InvoicesStore store)
    {
        var content = await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string>(Sql["Get"], new { id }));
        return content is null
            ? new Problem(StatusCodes.Status404NotFound, "There is no invoice of that id.")
            : TypedResults.Ok(Read(content));
    }

    public static async Task<Results<Ok<InvoicePage>, Problem>> OfCustomerAsync(
        string customerId, HttpRequest request, InvoicesStore store)
    {
        var (number, errors) = (0, new RequestErrors());
        var query = new QueryParameters(request, errors, "after", "limit");
        if (query.Text("after") is { } after && !InvoiceNumber.TryRead(after, out number))
            query.Wrong("after", "must be the id of an invoice, such as I-4001");
        var count = query.Limit(UsualPage, LargestPage);
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(c =>
            c.QueryAsync<string>(Sql["OfCustomer"], new { customerId, after = number, limit = count }));
        return TypedResults.Ok(new InvoicePage([.. rows.Select(Read)]));
    }

    private static Invoice Read(string content) => JsonSerializer.Deserialize(content, InvoiceJson.Default.Invoice)!;
}
