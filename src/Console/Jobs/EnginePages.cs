using Hub.Console.Asking;
using Hub.Console.SigningIn;
using Hub.Platform.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Hub.Console.Jobs;

/// <summary>
/// Shows the job engine's own pages to who has signed in: each request goes on to <c>/hub/jobs</c> with the person's token, where
/// the hub asks for the right and audits what is done.
/// </summary>
internal static class EnginePages
{
    private const int LargestForm = 1024 * 1024;
    private static readonly Uri Anywhere = new("http://hub.invalid");
    private static readonly string Below = JobsDashboard.InConsole[ConsoleServices.Path.Length..];

    public static void MapEnginePages(this IEndpointRouteBuilder app)
    {
        app.MapGet($"{Below}/{{**page}}", ShowAsync);
        app.MapPost($"{Below}/{{**page}}", ActAsync);
    }

    private static Task ShowAsync(HttpContext context, HubConnection hub) => PassAsync(context, hub, content: null);

    private static async Task ActAsync(HttpContext context, HubConnection hub)
    {
        // Its forms have none of the console's anti-forgery tokens.
        if (!OwnOrigin.Sends(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > LargestForm)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var content = new StreamContent(context.Request.Body);
        content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, context.Request.ContentType);
        content.Headers.ContentLength = context.Request.ContentLength;
        await PassAsync(context, hub, content);
    }

    private static async Task PassAsync(HttpContext context, HubConnection hub, HttpContent? content)
    {
        var request = context.Request;
        request.Path.StartsWithSegments(Below, StringComparison.OrdinalIgnoreCase, out var page);
        var address = $"{JobsDashboard.Path}{page.ToUriComponent()}{request.QueryString}";
        // Dots that were escaped twice are dots of an address by now, and the person's token is for no other part of the hub.
        var asked = new PathString(new Uri(Anywhere, address).AbsolutePath);
        if (!asked.StartsWithSegments(JobsDashboard.Path, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var message = new HttpRequestMessage(new HttpMethod(request.Method), address)
        {
            Content = content,
        };
        message.Headers.Add(JobsDashboard.PlaceHeader, JobsDashboard.InConsole);
        message.Headers.Add("Sec-Fetch-Site", "same-origin");
        try
        {
            using var answer = await hub.PassAsync(Session.TokenOf(context.User)!, message, context.RequestAborted);
            var response = context.Response;
            response.StatusCode = (int)answer.StatusCode;
            response.ContentType = answer.Content.Headers.ContentType?.ToString();
            response.ContentLength = answer.Content.Headers.ContentLength;
            if (answer.Headers.Location is { OriginalString: var next }
                && next.StartsWith(JobsDashboard.InConsole, StringComparison.Ordinal))
                response.Headers.Location = next;
            await answer.Content.CopyToAsync(response.Body, context.RequestAborted);
        }
        catch (HubRefusedException e)
        {
            context.Response.StatusCode = e.Status;
        }
    }
}
