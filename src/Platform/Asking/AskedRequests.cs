using Hub.Platform.Telemetry;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Asking;

/// <summary>
/// Asks what answers callers' requests, a side or a whole route, without a caller's connection: the request runs on a context
/// of its own, and its answer is captured.
/// </summary>
public sealed partial class AskedRequests(IServiceScopeFactory scopes, TimeProvider time, ILogger<AskedRequests> logger)
{
    private const int Deepest = 8;

    // How many requests are asked on behalf of each other: one that asks for itself would not end.
    private static readonly AsyncLocal<int> Depth = new();

    /// <summary>Asks.</summary>
    /// <param name="answer">Answers the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="id">The hub's id of it.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="prepare">Adds to the context what else a request has; null for nothing.</param>
    /// <param name="cancellation">Ends it, as a caller who hangs up does.</param>
    /// <returns>The answer: a problem where a limit was exceeded.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> ended it.</exception>
    public async Task<CapturedAnswer> AskAsync(
        RequestDelegate answer, ContractRequest request, string id, AskLimits limits, Action<HttpContext>? prepare,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        if (request.Body.Length > limits.LargestRequest)
            return CapturedAnswer.Of(new Problem(
                StatusCodes.Status413PayloadTooLarge, $"The body is larger than {limits.LargestRequest} bytes.")
            {
                NothingDone = true,
            });
        if (Depth.Value >= Deepest)
            return CapturedAnswer.Of(new Problem(
                StatusCodes.Status508LoopDetected,
                $"{Deepest} requests are asked on behalf of each other already: what answers this one asks for itself.")
            {
                NothingDone = true,
            });
        var run = RunAsync(answer, request, id, limits, prepare, cancellation);
        if (request.IsRead)
            return await run;
        using var answered = new CancellationTokenSource();
        var patience = Task.Delay(limits.Patience, time, answered.Token);
        if (await Task.WhenAny(run, patience) == run)
        {
            await answered.CancelAsync();
            return await run;
        }

        // Nobody waits for it any more; how it ends is in the log and in the route's figures.
        _ = run.ContinueWith(
            ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return InDoubt(StatusCodes.Status504GatewayTimeout, "The side that answers this did not do so in time", id);
    }

    private async Task<CapturedAnswer> RunAsync(
        RequestDelegate answer, ContractRequest request, string id, AskLimits limits, Action<HttpContext>? prepare,
        CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(
            request.IsRead ? limits.Patience : Timeout.InfiniteTimeSpan, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var (head, lifetime) = (new AskedResponse(), new AskedLifetime(ends));
        var context = ContextOf(request, id, head, lifetime);
        await using var body = new AskedBody(context, head, limits.LargestAnswer, ends);
        context.Features.GetRequiredFeature<AskedFeature>().Late = late.Token;
        prepare?.Invoke(context);
        RequestScope.Begin(id, context.Request.Headers.TraceParent);
        Depth.Value++;
        try
        {
            await answer(context);
            await body.CompleteAsync();
        }
        catch (Exception) when (ends.IsCancellationRequested)
        {
            // Why, is told below.
        }
        catch (Exception e) when (head.HasStarted)
        {
            // What has begun cannot become another answer.
            lifetime.Abort();
            Broke(e, id);
        }
        finally
        {
            await head.FinishAsync();
        }

        cancellation.ThrowIfCancellationRequested();
        if (body.Held is not { } held)
            return Unusable(request, $"gave an answer ({head.StatusCode}) of more than {limits.LargestAnswer} bytes", id) with
            {
                TooLarge = head.StatusCode,
            };
        if (late.IsCancellationRequested)
            return CapturedAnswer.Of(new Problem(
                StatusCodes.Status504GatewayTimeout, "The side that answers this did not do so in time.")
            {
                NothingDone = true,
            });
        if (lifetime.BrokeOff)
            return Unusable(request, $"broke its answer ({head.StatusCode}) off", id);
        return new CapturedAnswer(
            head.StatusCode,
            head.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase),
            HttpMethods.IsHead(request.Method) ? ReadOnlyMemory<byte>.Empty : held)
        {
            HadNoRoom = context.Features.Get<AskedFeature>() is { HadNoRoom: true },
            Problem = context.Features.Get<Problem>() is { } problem && problem.Status == head.StatusCode ? problem : null,
        };
    }

    private DefaultHttpContext ContextOf(ContractRequest request, string id, AskedResponse head, AskedLifetime lifetime)
    {
        var (path, query) = request.Target.IndexOf('?') is >= 0 and var at
            ? (request.Target[..at], request.Target[at..])
            : (request.Target, "");
        var asked = new AskedFeature(request);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = request.Method,
            Scheme = request.Scheme,
            Protocol = HttpProtocol.Http11,
            Path = PathText.Read(path),
            QueryString = query,
            RawTarget = request.Target,
        });
        features.Set<IHttpResponseFeature>(head);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(lifetime);
        features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = id });
        features.Set<IHttpRequestBodyDetectionFeature>(asked);
        features.Set(asked);
        var context = new DefaultHttpContext(features) { ServiceScopeFactory = scopes };
        foreach (var (name, values) in request.Headers)
            context.Request.Headers[name] = values;
        if (request.Host.HasValue)
            context.Request.Host = request.Host;
        context.Request.ContentLength = request.Body.IsEmpty && request.IsRead ? null : request.Body.Length;
        context.Connection.RemoteIpAddress = request.Address;
        // Holds the body for all who read it, and asks for an answer that is not compressed.
        _ = new HeldRequest(context, request.Body);
        return context;
    }

    private static CapturedAnswer Unusable(ContractRequest request, string what, string id) => request.IsRead
        ? CapturedAnswer.Of(new Problem(StatusCodes.Status502BadGateway, $"The side that answers this {what}.")
        {
            NothingDone = true,
        })
        : InDoubt(StatusCodes.Status502BadGateway, $"The side that answers this {what}", id);

    private static CapturedAnswer InDoubt(int status, string what, string id) =>
        CapturedAnswer.Of(Problem.InDoubt(status, what, id));

    [LoggerMessage(LogLevel.Error, "The answer to request {RequestId}, which the hub itself asked, broke off")]
    private partial void Broke(Exception e, string requestId);
}
