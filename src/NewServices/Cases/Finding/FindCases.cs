using System.Text.Json.Serialization;
using Dapper;
using Hub.Cases.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Cases.Finding;

internal sealed class FindCases
{
    /// <summary>What the list can be sorted by, the usual order first.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["dueOn", "-dueOn", "openedAt", "-openedAt"];

    private const int LongestReference = 64;
    private static readonly SqlFile Sql = SqlFile.Of<FindCases>();

    public static async Task<Results<Ok<Case>, StatusCodeHttpResult, Problem>> GetAsync(
        string id, HttpContext context, CasesStore store)
    {
        if (await store.Database.ReadAsync(c => CaseRow.FindAsync(c, id)) is not { } found)
            return CaseProblems.NotFound(id);
        context.Response.Headers.ETag = found.Tag;
        return EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, found.Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(found);
    }

    public static async Task<Results<Ok<CasePage>, Problem>> ListAsync(HttpRequest request, CasesStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(
            request, errors,
            [
                "customerId", "orderId", "invoiceId", "productId", "state", "owner", "dueUntil", "externalReference",
                .. SortedPage.Parameters,
            ]);
        var page = SortedPage.Read(query, Sorts);
        var wanted = new
        {
            customerId = query.Text("customerId", Case.LongestId),
            orderId = query.Text("orderId", Case.LongestId),
            invoiceId = query.Text("invoiceId", Case.LongestId),
            productId = query.Text("productId", Case.LongestId),
            state = query.Value<CaseState>("state")?.ToString(),
            owner = query.Text("owner", Case.LongestOwner),
            dueUntil = (long?)query.Value("dueUntil", ContractDay.Find, ContractDay.Expected)?.DayNumber,
            externalReference = query.Text("externalReference", LongestReference),
            id = page.After?.Id,
            value = page.After?.Value,
            limit = page.Limit + 1,
        };
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(async c =>
            (await c.QueryAsync<CaseRow>(Sql[$"By {page.Sort}"], wanted)).AsList());
        var next = page.NextOf(
            rows, r => page.Sort.EndsWith("dueOn", StringComparison.Ordinal) ? r.DueOn : r.OpenedAt, r => r.Id);
        return TypedResults.Ok(new CasePage([.. rows.Take(page.Limit).Select(r => r.ToCase())], next));
    }
}

/// <summary>A page of cases.</summary>
/// <param name="Items">The records, sorted as asked for.</param>
/// <param name="Next">What <c>after</c> is for the next page; null where this is the last one.</param>
internal sealed record CasePage(
    IReadOnlyList<Case> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);
