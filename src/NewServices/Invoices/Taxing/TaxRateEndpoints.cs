using System.Text.Json;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Invoices.Taxing;

internal static class TaxRateEndpoints
{
    public static async Task<Results<Ok<TaxRates>, Problem>> ListAsync(HttpRequest request, InvoicesStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(request, errors, "country", "on");
        var (country, day) = (query.Text("country"), DayQuery.Find(query, "on"));
        return errors.Any
            ? errors.ToProblem(StatusCodes.Status400BadRequest)
            : TypedResults.Ok(new TaxRates(await store.Database.ReadAsync(c => TaxRate.ListAsync(c, country, day))));
    }

    public static async Task<Results<Created<TaxRate>, Problem>> AddAsync(HttpContext context, TaxRateKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, InvoiceProblems.NoErrors("rate"), Read);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.AddAsync(context, asked);
        return refused is not null ? refused : TypedResults.Created($"/api/tax-rates?country={written!.Country}", written);
    }

    private static TaxRate Read(JsonElement element, RequestErrors errors)
    {
        var asked = new JsonMembers(element, "", errors, "country", "category", "validFrom", "rate");
        return new TaxRate(
            asked.Matching("country", TaxRate.CountryCode, TaxRate.CountryExpected, required: true) ?? "",
            asked.Value<TaxCategory>("category", required: true) ?? TaxCategory.Standard,
            asked.Value("validFrom", ContractDay.Find, ContractDay.Expected, required: true) ?? DateOnly.MinValue,
            asked.Decimal("rate", 0, 100, 3, required: true) ?? 0);
    }
}
