using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>A wrapped system as a side: answers a route by the resource of the same name.</summary>
internal sealed partial class ResourceEndpoint(
    SystemAdapters adapters, IdentityTranslation identities, Preconditions preconditions)
{
    public async Task AnswerAsync(string system, HttpContext context)
    {
        if (context.Features.Get<SideRequest>() is not { } request || adapters.Find(system) is not { } adapter
            || !adapter.Definition.Resources.TryGetValue(request.RouteId, out var resource))
        {
            await Problem.WriteAsync(
                context,
                new Problem(StatusCodes.Status503ServiceUnavailable, $"{system} does not answer this route at present."));
            return;
        }

        var write = resource.Write ?? !Reads(context.Request);
        JsonObject document;
        try
        {
            document = await RequestDocument.ReadAsync(context, request, resource.In);
        }
        catch (UnreadableBodyException e)
        {
            await Problem.WriteAsync(context, new Problem(e.Status, e.Message));
            return;
        }

        if (resource.Pages?.Check(context.Request.Query) is { } odd)
        {
            await Problem.WriteAsync(context, odd);
            return;
        }

        await identities.ToLegacyAsync(resource, document);
        var calls = (request.InBackground ? adapter.BackgroundCalls : adapter.Calls).For(Caller.Of(context.Request));
        if (await preconditions.CheckAsync(context, calls, resource, document, request) is { } problem)
        {
            await Problem.WriteAsync(context, problem);
            return;
        }

        // A write once sent is seen to its end: a caller who hangs up must not leave it in doubt.
        CallOutcome outcome;
        if (resource.Stages.IsEmpty)
            outcome = await calls.RunAsync(
                resource.Call, document, strict: true, write ? CancellationToken.None : context.RequestAborted);
        else
            (outcome, write) = await StagedCalls.RunAsync(calls, resource, document, context.RequestAborted);
        if (outcome is Answered answered)
            await WriteAsync(context, resource, answered);
        else
            await Problem.WriteAsync(context, ResourceProblems.Of(outcome, system, resource, write, request));
    }

    private async Task WriteAsync(HttpContext context, Resource resource, Answered answered)
    {
        var content = answered.Text;
        if (resource.Edits)
        {
            var edited = answered.Content;
            await identities.ToPublicAsync(resource, edited);
            if (resource.Pages?.Apply(edited, context.Request.Query) == false)
            {
                await Problem.WriteAsync(
                    context, new Problem(StatusCodes.Status502BadGateway, "The list is longer than the hub looks through."));
                return;
            }

            content = JsonText.Of(edited);
        }

        if (resource.Cursor is { } cursor && answered.Next is { } next)
            context.Response.Headers.Link = NextPage.LinkOf(context.Request, cursor, next);
        if (resource.Tagged || (resource.Versioned && answered.Version is not null))
        {
            var tag = resource.Tagged ? EntityTag.Of(content.Root) : $"\"{answered.Version}\"";
            context.Response.Headers.ETag = tag;
            if (Reads(context.Request) && EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, tag))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        context.Response.StatusCode = resource.Status;
        if (resource.Location is { } location)
            context.Response.Headers.Location = Field.Replace(
                location, match => Uri.EscapeDataString(TextOf(content.Root, match.Groups["name"].Value)));
        if (resource.Status != StatusCodes.Status204NoContent)
            await ContractJson.WriteAsync(context.Response, "application/json; charset=utf-8", content);
    }

    private static string TextOf(JsonElement content, string field) =>
        content.TryGetProperty(field, out var value) ? value.ToString() : "";

    private static bool Reads(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    [GeneratedRegex(@"\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field { get; }
}
