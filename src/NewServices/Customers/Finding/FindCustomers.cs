using Hub.Customers.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Finding;

internal static class FindCustomers
{
    private const int LargestPage = 200;
    private const int UsualPage = 50;

    public static async Task<Results<Ok<FoundCustomers>, Problem>> HandleAsync(HttpRequest request, CustomersStore store)
    {
        var errors = new RequestErrors();
        if (request.Query.ContainsKey("externalReference"))
            return await LookUpAsync(new QueryParameters(request, errors, "externalReference"), store, errors);

        var query = new QueryParameters(request, errors, "name", "city", "limit");
        var name = query.Text("name", CustomerLimits.LongestName);
        var city = query.Text("city", CustomerLimits.LongestName);
        var limit = query.Limit(UsualPage, LargestPage);
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var found = await store.Database.ReadAsync(c => CustomerRow.FindAsync(c, name, city, limit));
        return TypedResults.Ok(new FoundCustomers(found));
    }

    private static async Task<Results<Ok<FoundCustomers>, Problem>> LookUpAsync(
        QueryParameters query, CustomersStore store, RequestErrors errors)
    {
        var reference = query.Text("externalReference", CustomerLimits.LongestReference, required: true);
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);
        var found = await store.Database.ReadAsync(c => CustomerRow.FindByReferenceAsync(c, reference!));
        return TypedResults.Ok(new FoundCustomers(found));
    }
}

/// <summary>Customers in the order of their ids.</summary>
internal sealed record FoundCustomers(IReadOnlyList<Customer> Items);
