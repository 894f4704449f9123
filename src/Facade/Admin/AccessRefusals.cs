using Hub.Facade.Access;
using Hub.Facade.Addressing;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Admin;

/// <summary>Says what a refused caller lacks, and writes refused writes into the audit log.</summary>
internal sealed class AccessRefusals(RefusedWrites refused) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }

        var write = WriteAudit.Find(context);
        if (authorizeResult.Challenged)
        {
            if (write is not null)
                await refused.AnonymousAsync(write.Action!, WriteAudit.TargetOf(context, write));
            else if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
                && context.GetEndpoint()?.Metadata.GetMetadata<BrowserPages>() is null
                && context.GetEndpoint()?.Metadata.GetMetadata<ReadsByPost>() is null)
                // A peer's to do, or nobody's.
                await refused.AnonymousAsync("write", "what does not run here");
            await context.ChallengeAsync();
            return;
        }

        var missing = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<AccessMissing>().ToList() ?? [];
        var detail = missing.LastOrDefault()?.Message ?? "This token may not do this.";
        if (write is not null)
            await refused.RefusedAsync(
                context.User.Identity!.Name!, write.Action!, WriteAudit.TargetOf(context, write), detail);
        await Forbidden(detail, missing.LastOrDefault()?.Role, missing.LastOrDefault()?.Capabilities ?? []).ExecuteAsync(context);
    }

    /// <summary>403 with what is missing, for people and for programs.</summary>
    public static IResult Forbidden(string detail, AccessRole? role, IReadOnlyList<string> capabilities)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (role is not null)
            extensions["requiredRole"] = role;
        if (capabilities.Count > 0)
            extensions["requiredCapabilities"] = capabilities;
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, extensions: extensions);
    }
}
