using System.Security.Cryptography;
using System.Text.Json;
using Hub.Facade.Addressing;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Evaluating;

/// <summary>
/// The route flags by the OpenFeature Remote Evaluation Protocol (OFREP 0.1), for providers whose base address is
/// <c>HUB/hub</c>. Each evaluation is the decision that a request of that cohort key and those groups is answered by.
/// </summary>
internal static class EvaluatingApi
{
    private const int Largest = 64 * 1024;

    public static void MapEvaluating(this IEndpointRouteBuilder app)
    {
        var flags = app.MapGroup("/hub/ofrep/v1/evaluate").RequireAuthorization().ReadBy(AccessRole.Viewer)
            .WithMetadata(ReadsByPost.Instance)
            .AddEndpointFilter<RouteGroupBuilder, QueryFilter>();
        flags.MapPost("/flags", EvaluateAllAsync);
        flags.MapPost("/flags/{key}", EvaluateOneAsync);
    }

    private static async Task<IResult> EvaluateOneAsync(string key, HttpContext http, CurrentRouting current)
    {
        var (context, refused) = await ReadAsync(http, key);
        if (context is null)
            return refused!;
        var snapshot = current.Snapshot;
        if (snapshot.States.ContainsKey(key))
            return TypedResults.Json(FlagEvaluation.Of(snapshot, key, context));
        var near = Spelling.EndSentence(Spelling.DidYouMean(key, snapshot.States.Keys));
        return Fail(
            StatusCodes.Status404NotFound, EvaluationFailure.FlagNotFound,
            $"There is no route '{Spelling.Shorten(key)}'{near} /hub/flags lists them.", key);
    }

    // The tag is of what is answered: it stays as it is when a shift changes nothing for this caller.
    private static async Task<IResult> EvaluateAllAsync(HttpContext http, CurrentRouting current)
    {
        var (context, refused) = await ReadAsync(http, key: null);
        if (context is null)
            return refused!;
        var snapshot = current.Snapshot;
        var answer = new FlagEvaluations(
            [.. snapshot.States.Keys.Select(route => FlagEvaluation.Of(snapshot, route, context))]);
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answer, JsonSerializerOptions.Web));
        var tag = $"\"{Convert.ToHexStringLower(hash)[..32]}\"";
        // Weak: compressed or not, it says the same (RFC 9110, 8.8.1).
        http.Response.Headers.ETag = $"W/{tag}";
        http.Response.Headers.CacheControl = "no-cache";
        return EntityTag.IsKnown(http.Request.Headers.IfNoneMatch, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(answer);
    }

    private static async Task<(EvaluationContext? Context, IResult? Refused)> ReadAsync(HttpContext http, string? key)
    {
        var (json, refused) = await RequestBody.ReadAsync(http.Request, Largest);
        if (refused is not null)
            return (null, Fail(refused.Status, EvaluationFailure.ParseError, refused.Detail, key));
        var (document, fault) = RequestBody.Parse(json.Span);
        if (fault is not null)
            return (null, Fail(
                StatusCodes.Status400BadRequest, EvaluationFailure.ParseError,
                // The protocol's answer has one text for all that is wrong.
                fault.Errors.Count > 0 ? Problem.Malformed(fault.Errors).Detail : fault.Detail, key));
        var (context, problem) = EvaluationContext.Read(document);
        return problem is null
            ? (context, null)
            : (null, Fail(StatusCodes.Status400BadRequest, EvaluationFailure.InvalidContext, problem, key));
    }

    private static IResult Fail(int status, string code, string details, string? key) =>
        TypedResults.Json(new EvaluationFailure(code, details) { Key = key }, statusCode: status);
}
