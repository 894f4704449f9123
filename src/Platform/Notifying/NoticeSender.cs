using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using Hub.Platform.Lifetime;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Notifying;

/// <summary>
/// Sends notices to the webhooks of the plan. Nodes take notices from the store, so that one of them sends each; a webhook that
/// hangs keeps no other one waiting.
/// </summary>
internal sealed partial class NoticeSender(
    CurrentRouting current, NoticeDeliveries deliveries, TimeProvider time, ILogger<NoticeSender> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WithoutStore = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Answered = TimeSpan.FromSeconds(15);

    // A webhook that leads elsewhere would be told what it should not.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Answered,
    };

    private readonly ConcurrentDictionary<string, Task> _sending = new(StringComparer.Ordinal);

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pace, Time, stoppingToken);
                if (!current.IsLoaded)
                    continue;
                foreach (var webhook in current.Snapshot.Plan.Notify)
                    if (!_sending.TryGetValue(webhook.Written, out var sending) || sending.IsCompleted)
                        _sending[webhook.Written] = SendAllAsync(webhook, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(_sending.Values);
        }
    }

    private async Task SendAllAsync(NotifyPlan webhook, CancellationToken cancellation)
    {
        try
        {
            while (await deliveries.TakeAsync(webhook.Written) is { Count: > 0 } taken)
                await Task.WhenAll(taken.Select(d => SendAsync(d, webhook, cancellation)));
        }
        catch (DbException e)
        {
            LogNotSent(Log, webhook.Written, e.Message);
            await Task.Delay(WithoutStore, Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Another node, or the next start, sends it.
        }
    }

    private async Task SendAsync(NoticeDelivery delivery, NotifyPlan webhook, CancellationToken cancellation)
    {
        var (problem, isGone, asked) = await TryAsync(delivery, webhook, cancellation);
        var now = Time.GetUtcNow();
        if (problem is null)
        {
            await deliveries.NoteAsync(delivery, "delivered", null, now);
            return;
        }

        var due = now + NoticeBackoff.After(delivery.Attempts, asked);
        if (!isGone && due < delivery.At + NoticeBackoff.Patience)
        {
            await deliveries.NoteAsync(delivery, "waiting", problem, due);
            return;
        }

        await deliveries.NoteAsync(delivery, "failed", problem, now);
        LogGivenUp(Log, delivery.Kind, delivery.Id, webhook.Written, problem);
    }

    private async Task<(string? Problem, bool IsGone, TimeSpan? Asked)> TryAsync(
        NoticeDelivery delivery, NotifyPlan webhook, CancellationToken cancellation)
    {
        var body = NoticeBody.Write(delivery, webhook.Format);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.To) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(NoticeBody.MediaTypeOf(webhook.Format), "utf-8");
        NoticeSignature.Add(request.Headers, delivery.MessageId, Time.GetUtcNow(), body, webhook.Secret.AsSpan());
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode)
                return (null, false, null);
            var asked = answer.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - Time.GetUtcNow() : null;
            return answer.StatusCode == HttpStatusCode.Gone
                ? ("it answered 410 Gone: take it out of 'notify' in hub.yaml", true, null)
                : ($"it answered {(int)answer.StatusCode}", false, asked);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ($"it gave no answer within {Answered.TotalSeconds:0} s", false, null);
        }
        catch (HttpRequestException e)
        {
            // The message would name the address, which is a secret.
            return (e.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "its host is not known",
                HttpRequestError.ConnectionError => "no connection can be made",
                HttpRequestError.SecureConnectionError => "its certificate is not trusted, or it does not speak TLS",
                _ => "it answered something that is not HTTP, or broke off",
            }, false, null);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Notices to {Webhook} are not sent yet: {Reason}")]
    private static partial void LogNotSent(ILogger log, string webhook, string reason);

    [LoggerMessage(LogLevel.Error, "A notice of kind {Kind} ({Id}) to {Webhook} is given up: {Reason}")]
    private static partial void LogGivenUp(ILogger log, string kind, string id, string webhook, string reason);
}
