using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Feeding;

/// <summary>
/// A feed as server-sent events, each a CloudEvent with its cursor as the id: one page after the other, the next one not before
/// the last one was taken. A comment every 15 s tells both ends whether the other one is still there.
/// </summary>
/// <param name="reader">Reads the pages.</param>
/// <param name="first">The first page, which was read before the answer began.</param>
/// <param name="limit">Events of a page.</param>
/// <param name="isAllowed">Whether the caller still may read.</param>
/// <param name="closing">Ends the stream when the process is about to end.</param>
internal sealed class FeedStream(
    FeedReader reader, FeedPage first, int limit, Func<Task<bool>> isAllowed, CancellationToken closing)
    : IResult, IStatusCodeHttpResult
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    int? IStatusCodeHttpResult.StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var place = reader.TryEnter(httpContext.User.Identity?.Name, out var full);
        if (place is null)
        {
            await full!.ExecuteAsync(httpContext);
            return;
        }

        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // Proxies that would gather an answer before they pass it on.
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, closing);
        try
        {
            await response.WriteAsync("retry: 1000\n\n", either.Token);
            await SendAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The caller has left, or comes again to another process.
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken cancellation)
    {
        var (page, asked) = (first, reader.Time.GetTimestamp());
        while (true)
        {
            await response.WriteAsync(page.Rows.Count == 0 ? ": nothing new\n\n" : TextOf(page), cancellation);
            await response.Body.FlushAsync(cancellation);
            var (next, fault) = await reader.ReadOrWaitAsync(page.Entity, page.Next, limit, Beat, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (next is null)
            {
                await response.WriteAsync($"event: problem\ndata: {fault!.ToJson().ToJsonString()}\n\n", cancellation);
                return;
            }

            if (reader.Time.GetElapsedTime(asked) >= Beat)
            {
                if (!await isAllowed())
                    return;
                asked = reader.Time.GetTimestamp();
            }

            page = next;
        }
    }

    private static string TextOf(FeedPage page)
    {
        var text = new StringBuilder();
        foreach (var change in page.Events())
            text.Append("id: ").Append(change.Cursor)
                .Append("\ndata: ").Append(JsonSerializer.Serialize(change, FeedEntry.Plain)).Append("\n\n");
        return text.ToString();
    }
}
