using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Adapters.Calls;
using Hub.Adapters.Resources;
using Hub.Adapters.Systems;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Serving;

/// <summary>A wrapped system as a side: answers a route by the resource of the same name.</summary>
internal sealed partial class ResourceEndpoint(SystemAdapters adapters, ResourceRun run)
{
    /// <summary>Answers a route's request.</summary>
    /// <param name="system">The system's name.</param>
    /// <param name="context">The request.</param>
    /// <param name="observer">Is shown each call as it ends; null where nobody looks.</param>
    public async Task AnswerAsync(string system, HttpContext context, Action<ObservedCall>? observer = null)
    {
        if (context.Features.Get<SideRequest>() is not { } request || adapters.Find(system) is not { } adapter
            || !adapter.Definition.Resources.TryGetValue(request.RouteId, out var resource))
        {
            await new Problem(StatusCodes.Status503ServiceUnavailable, $"{system} does not answer this route at present.")
            {
                NothingDone = true,
            }.WriteAsync(context);
            return;
        }

        var (document, unreadable) = await RequestDocument.ReadAsync(context, request, resource);
        if (document is null)
        {
            await unreadable!.WriteAsync(context);
            return;
        }

        var calls = (request.InBackground ? adapter.BackgroundCalls : adapter.Calls).For(Caller.Of(context.Request));
        if (observer is not null)
            calls = calls.ObservedBy(observer);
        var asked = new AskedResource(
            request, context.Request.Query, context.Request.Headers, resource.Write ?? !Reads(context.Request))
        {
            DryRun = DryRunPreference.IsAsked(context.Request) ? resource.DryRun : null,
        };
        if (asked.DryRun is not null)
            DryRunPreference.Apply(context.Response);
        var (answered, problem) = await run.RunAsync(calls, resource, document, asked, context.RequestAborted);
        if (answered is null)
            await problem!.WriteAsync(context);
        else if (asked.DryRun is { Call: not null })
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await WriteAsync(context, resource, answered);
    }

    private static async Task WriteAsync(HttpContext context, Resource resource, Answered answered)
    {
        var content = answered.Text;
        if (resource.Cursor is { } cursor && answered.Next is { } next)
            context.Response.Headers.Link = NextPage.LinkOf(context.Request, cursor, next);
        if ((resource.Tagged && resource.Status != StatusCodes.Status204NoContent)
            || (resource.Versioned && answered.Version is not null))
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
        if (resource.Location is { } location && LocationOf(location, content.Root) is { } made)
            context.Response.Headers.Location = made;
        if (resource.Status != StatusCodes.Status204NoContent)
            await ContractJson.WriteAsync(context.Response, "application/json; charset=utf-8", content);
    }

    // An empty segment, and one of dots, which clients resolve, would lead to another address.
    private static string? LocationOf(string location, JsonElement content)
    {
        var made = Field.Replace(location, match => Uri.EscapeDataString(TextOf(content, match.Groups["name"].Value)));
        var path = made.AsSpan(0, made.IndexOfAny(['?', '#']) is var end and >= 0 ? end : made.Length);
        var given = location.AsSpan(0, location.IndexOfAny(['?', '#']) is var most and >= 0 ? most : location.Length);
        var places = given.Split('/');
        foreach (var segment in path.Split('/'))
        {
            var named = places.MoveNext() && given[places.Current].Contains('{');
            if (named && path[segment] is "" or "." or "..")
                return null;
        }

        return made;
    }

    private static string TextOf(JsonElement content, string field) =>
        content.TryGetProperty(field, out var value) ? value.ToString() : "";

    private static bool Reads(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    [GeneratedRegex(
        @"\{(?<name>[^}]+)\}",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Field { get; }
}
