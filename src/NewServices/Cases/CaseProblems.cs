using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Cases;

internal static class CaseProblems
{
    public static Problem NotFound(string id) =>
        new(StatusCodes.Status404NotFound, $"Case '{Spelling.Shorten(id)}' was not found.");

    public static RequestErrors NoErrors() => new("The case cannot be kept as it was asked for.");
}
