using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Cases.Keeping;

internal static class CaseEndpoints
{
    public static async Task<Results<Created<Case>, Problem>> MakeAsync(HttpContext context, CaseKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, CaseProblems.NoErrors(), AskedCase.ReadNew);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.MakeAsync(context, asked);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = written!.Tag;
        return TypedResults.Created($"/api/cases/{Uri.EscapeDataString(written.Id)}", written);
    }

    public static async Task<Results<Ok<Case>, Problem>> ChangeAsync(string id, HttpContext context, CaseKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, CaseProblems.NoErrors(), AskedCase.ReadChanged);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.ChangeAsync(context, id, asked);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = written!.Tag;
        return TypedResults.Ok(written);
    }

    public static async Task<Results<NoContent, Problem>> DeleteAsync(string id, HttpContext context, CaseKeeping keeping) =>
        await keeping.DeleteAsync(context, id) is { Refused: { } refused } ? refused : TypedResults.NoContent();
}
