using System.Text.Json.Serialization;
using Hub.Facade.Addressing;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>
/// The flags in Microsoft's feature_management schema, so that an application with Microsoft.FeatureManagement decides as
/// the hub does. The tag is the revision: who has it is told so without being sent the flags again.
/// </summary>
internal static class FlagsApi
{
    public static void MapFlags(this IEndpointRouteBuilder app) =>
        app.MapGet("/hub/flags", Read).AnswerHead().RequireAuthorization().ReadBy(AccessRole.Viewer)
            .AddEndpointFilter<QueryFilter>();

    private static Results<JsonHttpResult<Flags>, StatusCodeHttpResult> Read(HttpContext context, CurrentRouting current)
    {
        var snapshot = current.Snapshot;
        var tag = $"\"revision-{snapshot.Revision}\"";
        // Weak: compressed or not, it says the same (RFC 9110, 8.8.1).
        context.Response.Headers.ETag = $"W/{tag}";
        context.Response.Headers.CacheControl = "no-cache";
        return EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(new Flags(new FeatureManagement(snapshot.Flags)));
    }

    internal sealed record Flags([property: JsonPropertyName("feature_management")] FeatureManagement FeatureManagement);

    internal sealed record FeatureManagement(
        [property: JsonPropertyName("feature_flags")] IReadOnlyList<FlagDefinition> FeatureFlags);
}
