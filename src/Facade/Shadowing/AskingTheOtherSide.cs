using System.Diagnostics;
using Hub.Facade.Comparing;
using Hub.Facade.Evidence;
using Hub.Platform.Asking;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Hub.Platform.Sides.Requests;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Shadowing;

/// <summary>Asks the new side what callers have asked the legacy side, a few requests at once, and compares.</summary>
internal sealed partial class AskingTheOtherSide(
    ShadowedRequests requests, RouteEvidence evidence, IRouteDoor door, CurrentRouting routing, TimeProvider time,
    ILogger<AskingTheOtherSide> log)
    : SteadyService(time, log)
{
    private const int AtOnce = 4;

    // A little more than what is compared, so that an answer of another length is told by what is in it.
    private static readonly AskLimits Limits =
        new(LargestRequest: 0, ShadowedRequests.LargestAnswer * 4, TimeSpan.FromSeconds(30));

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        await foreach (var request in requests.Waiting.ReadAllAsync(stopping))
        {
            try
            {
                await CompareAsync(request, stopping);
            }
#pragma warning disable CA1031 // whatever one request throws, the others are compared
            catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                evidence.Skip(request.Route, request.Plan, "comparing failed");
                LogFailed(Log, request.Route, e);
            }
            finally
            {
                requests.Done();
            }
        }
    }

    private async Task CompareAsync(ShadowedRequest request, CancellationToken stopping)
    {
        if (routing.Snapshot.Plan.Hash != request.Plan)
        {
            evidence.Skip(request.Route, request.Plan, "the plan was changed meanwhile");
            return;
        }

        // What the hub answers for the new side counts as that side's answer: a caller would have got it.
        var started = Stopwatch.GetTimestamp();
        var answer = await door.AskSideAsync(request.Route, Side.New, request.Request, Limits, stopping);
        var took = Stopwatch.GetElapsedTime(started);
        if (await DecodeAsync(request, stopping) is not { } body)
            evidence.Skip(request.Route, request.Plan, "the legacy side's answer has a content coding that is not known");
        else
            evidence.Add(
                request.Route,
                request.Plan,
                AnswerComparison.Of(
                    new ComparedAnswer(request.Status, request.ContentType, request.Location, body),
                    new ComparedAnswer(answer.Status, Field(answer, "Content-Type"), Field(answer, "Location"), answer.Body)),
                request.Took,
                took);
    }

    private static string? Field(CapturedAnswer answer, string name) =>
        answer.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    // The new side is asked for an answer without one.
    private static async Task<ReadOnlyMemory<byte>?> DecodeAsync(ShadowedRequest request, CancellationToken stopping)
    {
        if (string.IsNullOrEmpty(request.Coding) || request.Body.IsEmpty)
            return request.Body;
        using var coded = new MemoryStream(request.Body.ToArray());
        await using var decoder = CodedBody.Decode(request.Coding, coded);
        if (decoder is null)
            return null;
        var plain = new byte[(ShadowedRequests.LargestAnswer * 4) + 1];
        try
        {
            var length = await decoder.ReadAtLeastAsync(plain, plain.Length, throwOnEndOfStream: false, stopping);
            return length < plain.Length ? plain.AsMemory(0, length) : null;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Comparing the sides of {Route} failed")]
    private static partial void LogFailed(ILogger log, string route, Exception error);
}
