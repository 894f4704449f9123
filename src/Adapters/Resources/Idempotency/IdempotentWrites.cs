using System.Data.Common;
using System.Text.Json;
using Hub.Adapters.Systems;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Resources.Idempotency;

/// <summary>
/// Answers a write that is sent again under the same <c>Idempotency-Key</c> with what it was answered first, on whatever
/// node and also after a restart, and never carries it out twice. Without the header everything is as it was.
/// </summary>
internal sealed partial class IdempotentWrites(RememberedAnswers answers, ILogger<IdempotentWrites> logger)
{
    /// <summary>Says that an answer is the first one's.</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    private const int LargestAnswer = 256 * 1024;
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly string[] Kept = ["Content-Type", "Location", "ETag", "Link"];

    /// <summary>Whether a request asks for it.</summary>
    public static bool Asks(HttpRequest request) => request.Headers.ContainsKey(IdempotencyKey.Header);

    /// <param name="context">The request.</param>
    /// <param name="operation">What is asked, as keys are good for one operation: <c>erp/orders.place</c>.</param>
    /// <param name="largestBody">The largest body that what carries it out takes, in bytes.</param>
    /// <param name="patience">How long the write may take at most.</param>
    /// <param name="answer">Carries it out.</param>
    public async Task AnswerAsync(HttpContext context, string operation, int largestBody, TimeSpan patience, Func<Task> answer)
    {
        if (IdempotencyKey.Read(context.Request) is not { } text)
        {
            await Problem.WriteAsync(context, new Problem(
                StatusCodes.Status400BadRequest,
                $"{IdempotencyKey.Header} is one text of 1 to 255 visible ASCII characters, best a random UUID."));
            return;
        }

        var sent = context.Request.Body;
        byte[] body;
        try
        {
            body = [.. await BoundedBody.ReadAsync(context.Request, largestBody, context.RequestAborted)];
        }
        catch (UnreadableBodyException e)
        {
            await Problem.WriteAsync(context, new Problem(e.Status, e.Message));
            return;
        }

        var key = IdempotencyKey.Of(operation, text, context.Request, body, context.Features.Get<SideRequest>()?.Caller);
        RememberedAnswer? known;
        try
        {
            known = await answers.BeginAsync(key);
        }
        catch (DbException)
        {
            await Problem.WriteAsync(context, new Problem(
                StatusCodes.Status503ServiceUnavailable,
                $"The store cannot be reached that keeps {IdempotencyKey.Header}; nothing was done. Try again.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            });
            return;
        }

        if (known is not null)
        {
            await RepeatAsync(context, key, known, patience);
            return;
        }

        context.Request.Body = new MemoryStream(body, writable: false);
        try
        {
            await CarryOutAsync(context, operation, key, answer);
        }
        finally
        {
            context.Request.Body = sent;
        }
    }

    private async Task RepeatAsync(HttpContext context, IdempotencyKey key, RememberedAnswer known, TimeSpan patience)
    {
        if (known.Fingerprint != key.Fingerprint)
            await Problem.WriteAsync(context, new Problem(
                StatusCodes.Status422UnprocessableEntity,
                $"This {IdempotencyKey.Header} was sent with another request before; take a new one for each request."));
        else if (known.Answered == 0 && answers.MayBeUnderWay(known, patience + Slack))
            await Problem.WriteAsync(context, new Problem(
                StatusCodes.Status409Conflict,
                $"The first request with this {IdempotencyKey.Header} is still under way; its answer comes under the same key.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            });
        else if (known.Answered == 0)
            await Problem.WriteAsync(context, new Problem(
                StatusCodes.Status504GatewayTimeout,
                "The hub was stopped while it carried the first request with this key out, "
                + "and does not send it again: look whether it took effect.")
            {
                Title = "Outcome unknown",
            });
        else if (known.Body is null)
            await Problem.WriteAsync(context, new Problem(
                StatusCodes.Status409Conflict,
                $"The first request with this key was answered with {known.Status}; "
                + "that answer was too large to be kept. Read the record."));
        else
            await ReplayAsync(context.Response, known);
    }

    private static async Task ReplayAsync(HttpResponse response, RememberedAnswer known)
    {
        response.StatusCode = (int)known.Status;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(known.Headers!)!)
            response.Headers[name] = value;
        response.Headers[ReplayedHeader] = "true";
        var body = Convert.FromBase64String(known.Body!);
        if (body.Length > 0)
            await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
    }

    private async Task CarryOutAsync(HttpContext context, string operation, IdempotencyKey key, Func<Task> answer)
    {
        var outside = context.Features.Get<IHttpResponseBodyFeature>()!;
        var (aborted, written) = (context.RequestAborted, new MemoryStream());
        context.Features.Set<Problem>(null);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(written));
        // Who hangs up comes back with the same key, and is then told how it ended.
        context.RequestAborted = CancellationToken.None;
        try
        {
            await answer();
        }
        finally
        {
            context.Features.Set(outside);
            context.RequestAborted = aborted;
        }

        await RememberAsync(context, operation, key, written);
        if (written.Length > 0)
            await context.Response.Body.WriteAsync(written.GetBuffer().AsMemory(0, (int)written.Length), aborted);
    }

    private async Task RememberAsync(HttpContext context, string operation, IdempotencyKey key, MemoryStream written)
    {
        try
        {
            var status = context.Response.StatusCode;
            if (NothingDone(status, context.Features.Get<Problem>()))
                await answers.ReleaseAsync(key);
            else
                await answers.KeepAsync(
                    key,
                    status,
                    HeadersOf(context.Response),
                    written.Length <= LargestAnswer ? Convert.ToBase64String(written.GetBuffer(), 0, (int)written.Length) : null);
            await answers.SweepAsync();
        }
        catch (DbException e)
        {
            // The key stays taken, so nothing is sent twice; who comes again is told that nobody knows.
            NotRemembered(e, operation);
        }
    }

    // What the caller has to put right, or was not sent, is no outcome: the same key is good for another try.
    private static bool NothingDone(int status, Problem? problem) =>
        status is StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge
        or StatusCodes.Status415UnsupportedMediaType or StatusCodes.Status429TooManyRequests
        || (status >= StatusCodes.Status500InternalServerError && problem is { NothingDone: true });

    private static string HeadersOf(HttpResponse response) => JsonSerializer.Serialize(
        Kept.Where(response.Headers.ContainsKey)
            .ToDictionary(h => h, h => response.Headers[h].ToString(), StringComparer.Ordinal));

    [LoggerMessage(
        LogLevel.Warning,
        "The answer of {Operation} could not be remembered by its idempotency key; "
        + "a repeated request will be told that its outcome is unknown")]
    private partial void NotRemembered(Exception e, string operation);
}
