using System.Globalization;
using Hub.Customers.Storing;
using Hub.Platform.Problems;
using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Customers.Finding;

internal static class FindCustomers
{
    private const int LargestPage = 200;
    private const int UsualPage = 50;

    // The limit is bound as text: a binding that fails would answer without a body.
    public static async Task<Results<Ok<FoundCustomers>, Problem>> HandleAsync(
        string? name, string? city, string? limit, string? externalReference, CustomersStore store)
    {
        var errors = new RequestErrors();
        if (externalReference is not null)
            return await LookUpAsync(externalReference, store, errors);

        Check("query.name", name, CustomerLimits.LongestName, errors);
        Check("query.city", city, CustomerLimits.LongestName, errors);
        var count = UsualPage;
        var readable = string.IsNullOrEmpty(limit)
            || int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count);
        if (!readable || count is < 1 or > LargestPage)
            errors.Add("query.limit", $"must be an integer from 1 to {LargestPage}");
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var found = await store.Database.ReadAsync(c => CustomerRow.FindAsync(c, NullIfEmpty(name), NullIfEmpty(city), count));
        return TypedResults.Ok(new FoundCustomers(found));
    }

    private static async Task<Results<Ok<FoundCustomers>, Problem>> LookUpAsync(
        string externalReference, CustomersStore store, RequestErrors errors)
    {
        if (externalReference.Length == 0)
            errors.Add("query.externalReference", "is required");
        Check("query.externalReference", externalReference, CustomerLimits.LongestReference, errors);
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);
        var found = await store.Database.ReadAsync(c => CustomerRow.FindByReferenceAsync(c, externalReference));
        return TypedResults.Ok(new FoundCustomers(found));
    }

    private static void Check(string name, string? text, int longest, RequestErrors errors)
    {
        if (text?.Length > longest)
            errors.Add(name, $"must not be longer than {longest} characters");
        if (text is not null && !UnicodeText.IsXml(text))
            errors.Add(name, "has a character that XML cannot carry");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>Customers in the order of their ids.</summary>
internal sealed record FoundCustomers(IReadOnlyList<Customer> Items);
