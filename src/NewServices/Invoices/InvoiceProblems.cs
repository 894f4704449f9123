using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Invoices;

internal static class InvoiceProblems
{
    public static Problem NotFound(string id) =>
        new(StatusCodes.Status404NotFound, $"There is no invoice '{Spelling.Shorten(id)}'.");

    public static RequestErrors NoErrors(string what) => new($"The {what} cannot be made as it was asked for.");
}
