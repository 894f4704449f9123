using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Samples.Keeping;

internal static class SampleEndpoints
{
    public static async Task<Results<Created<Sample>, Problem>> MakeAsync(HttpContext context, SampleKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, SampleProblems.NoErrors(), AskedSample.ReadNew);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.MakeAsync(context, asked);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = written!.Tag;
        return TypedResults.Created($"/api/samples/{Uri.EscapeDataString(written.Id)}", written);
    }

    public static async Task<Results<Ok<Sample>, Problem>> ChangeAsync(string id, HttpContext context, SampleKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, SampleProblems.NoErrors(), AskedSample.ReadChanged);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.ChangeAsync(context, id, asked);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = written!.Tag;
        return TypedResults.Ok(written);
    }

    public static async Task<Results<NoContent, Problem>> DeleteAsync(string id, HttpContext context, SampleKeeping keeping) =>
        await keeping.DeleteAsync(context, id) is { Refused: { } refused } ? refused : TypedResults.NoContent();
}
