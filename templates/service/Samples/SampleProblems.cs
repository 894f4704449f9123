using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Samples;

internal static class SampleProblems
{
    public static Problem NotFound(string id) =>
        new(StatusCodes.Status404NotFound, $"Sample '{Spelling.Shorten(id)}' was not found.");

    public static RequestErrors NoErrors() => new("The sample cannot be kept as it was asked for.");
}
