using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Feeding;

/// <summary>A page of a feed as a batch of CloudEvents, with where the next one begins in its head.</summary>
internal sealed class FeedAnswer(FeedPage page, int limit) : IResult, IStatusCodeHttpResult
{
    /// <summary>The header with the cursor that the next page begins after.</summary>
    public const string CursorHeader = "X-Hub-Cursor";

    int? IStatusCodeHttpResult.StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, next) = (httpContext.Response, page.Next.ToString());
        response.ContentType = CloudEvent.BatchMediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers[CursorHeader] = next;
        response.Headers.Link = $"</hub/feed/{Uri.EscapeDataString(page.Entity)}?after={next}&limit={limit}>; rel=\"next\"";
        var body = JsonSerializer.SerializeToUtf8Bytes(page.Events(), FeedEntry.Plain);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length, httpContext.RequestAborted);
    }
}
