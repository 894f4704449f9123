using System.Text.Json.Serialization;
using Dapper;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Samples.Storing;

namespace Samples.Finding;

internal sealed class FindSamples
{
    /// <summary>What the list can be sorted by, the usual order first.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["-madeAt", "madeAt", "-changedAt", "changedAt"];

    private const int LongestReference = 64;
    private static readonly SqlFile Sql = SqlFile.Of<FindSamples>();

    public static async Task<Results<Ok<Sample>, StatusCodeHttpResult, Problem>> GetAsync(
        string id, HttpContext context, SamplesStore store)
    {
        if (await store.Database.ReadAsync(c => SampleRow.FindAsync(c, id)) is not { } found)
            return SampleProblems.NotFound(id);
        context.Response.Headers.ETag = found.Tag;
        return EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, found.Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(found);
    }

    public static async Task<Results<Ok<SamplePage>, Problem>> ListAsync(HttpRequest request, SamplesStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(
            request, errors, ["customerId", "state", "externalReference", .. SortedPage.Parameters]);
        var page = SortedPage.Read(query, Sorts);
        var wanted = new
        {
            customerId = query.Text("customerId", Sample.LongestId),
            state = query.Value<SampleState>("state")?.ToString(),
            externalReference = query.Text("externalReference", LongestReference),
            id = page.After?.Id,
            value = page.After?.Value,
            limit = page.Limit + 1,
        };
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(async c =>
            (await c.QueryAsync<SampleRow>(Sql[$"By {page.Sort}"], wanted)).AsList());
        var next = page.NextOf(
            rows, r => page.Sort.EndsWith("changedAt", StringComparison.Ordinal) ? r.ChangedAt : r.MadeAt, r => r.Id);
        return TypedResults.Ok(new SamplePage([.. rows.Take(page.Limit).Select(r => r.ToSample())], next));
    }
}

/// <summary>A page of samples.</summary>
/// <param name="Items">The records, sorted as asked for.</param>
/// <param name="Next">What <c>after</c> is for the next page; null where this is the last one.</param>
internal sealed record SamplePage(
    IReadOnlyList<Sample> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);
