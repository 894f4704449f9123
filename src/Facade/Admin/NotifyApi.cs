using Hub.Platform.Identity;
using Hub.Platform.Notifying;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>The webhooks that are told what happens, and what became of what they were told.</summary>
internal static class NotifyApi
{
    private const int Most = 200;
    private static readonly string[] States = ["waiting", "delivered", "failed"];

    public static void MapNotify(this IEndpointRouteBuilder api)
    {
        api.MapGet("/notifications", ListAsync)
            .WithSummary("Lists the webhooks that are told what happens, and the newest notices to them.")
            .Produces<NotifyView>().TakesQuery("state", "id");
        api.MapPost("/notifications/test", TestAsync).WithSummary("Sends webhooks a message to try them.")
            .TakesBody(typeof(NotifyTestRequest))
            .Produces<NotifyTest>(StatusCodes.Status202Accepted).WrittenBy(AccessRole.Operator, "notify test");
    }

    private static async Task<IResult> ListAsync(
        string? state, string? id, CurrentRouting current, NoticeDeliveries deliveries) =>
        state is not null && !States.Contains(state, StringComparer.Ordinal)
            ? Problem.Malformed([new("state", $"it is one of {string.Join(", ", States)}")])
            : TypedResults.Ok(new NotifyView(
                [.. current.Snapshot.Plan.Notify.Select(NotifyWebhook.Of)], await deliveries.ListAsync(state, id, Most)));

    private static async Task<IResult> TestAsync(
        HttpContext context, CurrentRouting current, Notices notices)
    {
        var (request, malformed) = await JsonBody.ReadAsync<NotifyTestRequest>(context.Request);
        if (request is null)
            return malformed!;
        var webhooks = current.Snapshot.Plan.Notify.Select(n => n.Written).ToList();
        if (request.Webhook is { } wanted && !webhooks.Contains(wanted))
            return Problem.Malformed([new("webhook", webhooks.Count == 0
                ? "the plan names no webhook: 'notify' in hub.yaml does"
                : $"it is one of {string.Join(", ", webhooks)}, or left out for all")]);
        if (webhooks.Count == 0)
            return TypedResults.Problem(
                "The plan names no webhook: add one to hub.yaml, as in notify: [{ to: \"${env:OPS_WEBHOOK}\", format: slack }].",
                statusCode: StatusCodes.Status409Conflict);
        var id = $"test-{Guid.NewGuid():N}";
        await notices.TellAsync(
            new Notice(NoticeKinds.Test, id, "notify", $"This is a test that {AccessGrant.Of(context.User).Name} asked for."),
            request.Webhook);
        return TypedResults.Accepted($"/hub/api/notifications?id={id}", new NotifyTest(id));
    }
}

/// <summary>The webhooks, and what became of what they were told.</summary>
/// <param name="Webhooks">Those of the plan served.</param>
/// <param name="Notices">The newest notices, to each webhook its own.</param>
internal sealed record NotifyView(IReadOnlyList<NotifyWebhook> Webhooks, IReadOnlyList<NoticeDelivery> Notices);

/// <summary>A webhook, without its address.</summary>
/// <param name="Webhook">The address as the plan writes it.</param>
/// <param name="Format">What it understands: <c>cloudevents</c>, <c>slack</c>, <c>teams</c>.</param>
/// <param name="Kinds">What it is told.</param>
/// <param name="Signed">Whether messages to it are signed.</param>
internal sealed record NotifyWebhook(string Webhook, string Format, IReadOnlyList<string> Kinds, bool Signed)
{
    public static NotifyWebhook Of(NotifyPlan plan) =>
        new(plan.Written, plan.Format.ToString().ToLowerInvariant(), plan.Kinds, !plan.Secret.IsEmpty);
}

/// <summary>Asks for a test.</summary>
internal sealed record NotifyTestRequest
{
    /// <summary>The only webhook that gets it, as the plan writes its address; null for all.</summary>
    public string? Webhook { get; init; }
}

/// <summary>A test that was sent.</summary>
/// <param name="Id">The notice's id.</param>
internal sealed record NotifyTest(string Id);
