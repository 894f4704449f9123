using Hub.Facade.Access;
using Hub.Facade.Addressing;
using Hub.Platform.Identity;
using Hub.Platform.Surface;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Describing;

/// <summary>The contract for programs, <c>/hub/openapi.json</c>, and for people, <c>/hub/docs</c>.</summary>
internal static class DescribingApi
{
    public static void MapDescribing(this IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/openapi.json", ReadAsync).AnswerHead().TakesQuery("systems").AddEndpointFilter<QueryFilter>();
        app.MapDocs();
    }

    /// <summary>Answers the hub's own API's document.</summary>
    public static IResult ReadOwn(HttpContext context, OwnSurfaceDocument document) => Answer(context, document.Made);

    // Without a token, or with one that is none, what everybody may call is told; so nobody is asked who they are.
    private static async Task<IResult> ReadAsync(HttpContext context, ContractDocuments documents, KnownTokens tokens)
    {
        var reader = AccessTokenAuthentication.TokenOf(context.Request) is { } token ? await tokens.FindAsync(token) : null;
        var systems = context.Request.Query.ContainsKey("systems");
        if (systems && reader is not { Role: >= AccessRole.Viewer })
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem(
                "The wrapped systems' operations are told to tokens of role viewer.",
                statusCode: StatusCodes.Status401Unauthorized);
        }

        // Who looks for what a token may call is told whether it is one.
        if (reader is not null)
            context.Response.Headers[HubHeaders.Role] = reader.Role.ToString().ToLowerInvariant();
        context.Response.Headers.Append("Vary", "Authorization");
        return Answer(context, await (systems ? documents.SystemsAsync() : documents.RoutesAsync(reader)));
    }

    private static IResult Answer(HttpContext context, ContractDocument document)
    {
        // Weak: compressed or not, it says the same (RFC 9110, 8.8.1).
        context.Response.Headers.ETag = $"W/{document.Tag}";
        context.Response.Headers.CacheControl = "private, no-cache";
        return EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, document.Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(document.Content, "application/json");
    }
}
