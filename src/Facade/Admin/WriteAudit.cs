using System.Data.Common;
using Hub.Facade.Cutover;
using Hub.Platform.Identity;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>Writes into the audit log what became of a write before its caller hears of it. Reads leave no trace.</summary>
internal sealed class WriteAudit(AuditLog audit, LateAudit late, RefusedWrites refusals) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<UsesReserve>() is not null)
            DiskReserve.Grant();
        var result = await next(context);
        if (Find(context.HttpContext) is not { } write)
            return result;
        var answer = (result as INestedHttpResult)?.Result ?? result;
        var refused = answer is IStatusCodeHttpResult { StatusCode: >= StatusCodes.Status400BadRequest };
        var told = (answer as IValueHttpResult)?.Value as IAudited;
        var detail = told is not null ? told.Detail
            : refused
                ? context.HttpContext.Features.Get<AuditedAs>()?.Text
                    ?? (answer as Problem)?.Detail ?? (answer as ProblemHttpResult)?.ProblemDetails.Detail ?? "not found"
            : "";
        detail = GivenReason.In(detail, context.HttpContext.Features.Get<GivenReason>()?.Text ?? told?.Reason);
        var caller = context.HttpContext.User.Identity?.Name ?? AuditLog.Anonymous;
        var target = told?.Target ?? TargetOf(context.HttpContext, write);
        var outcome = told?.Outcome ?? (refused ? "refused" : "done");
        try
        {
            await (outcome == "refused"
                ? refusals.RefusedAsync(caller, write.Action!, target, detail)
                : audit.AppendAsync(caller, write.Action!, target, outcome, detail));
        }
        // Done is done: an error would invite another try. A refusal stays one.
        catch (DbException e) when (
            outcome == "refused" || late.TryAdd(caller, write.Action!, target, outcome, detail, e.Message))
        {
            // It is written when the store can be.
        }

        return result;
    }

    /// <summary>What an endpoint that writes says of itself; null for one that only reads.</summary>
    public static AccessRequirement? Find(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AccessRequirement>()?.For(context) is { Action: not null } write
            ? write
            : null;

    public static string TargetOf(HttpContext context, AccessRequirement write) =>
        write.Subject is { } subject ? subject
        : write.Target is null ? write.Action!.Split(' ')[0]
        : context.GetRouteValue(write.Target)?.ToString() ?? "";
}

/// <summary>Marks an endpoint whose writes may use what is kept for them on a full disk.</summary>
internal sealed class UsesReserve
{
    public static UsesReserve Instance { get; } = new();
}
