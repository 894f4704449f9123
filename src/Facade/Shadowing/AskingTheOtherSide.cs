using System.Diagnostics;
using Hub.Facade.Comparing;
using Hub.Facade.Evidence;
using Hub.Platform.Asking;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Shadowing;

/// <summary>Asks the new side what callers have asked the legacy side, a few requests at once, and compares.</summary>
internal sealed partial class AskingTheOtherSide(
    ShadowedRequests requests, RouteEvidence evidence, IRouteDoor door, CurrentRouting routing, TimeProvider time,
    ILogger<AskingTheOtherSide> log)
    : SteadyService(time, log)
{
    private const int AtOnce = 4;
    private const int LargestAnswer = ShadowedRequests.LargestAnswer * 4;

    // A little more than what is compared, so that an answer of another length is told by what is in it.
    private static readonly AskLimits Limits = new(LargestRequest: 0, LargestAnswer, TimeSpan.FromSeconds(30));

    // Of each route, so that a side that hangs holds up no other one's.
    private readonly Dictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var running = new HashSet<Task>();
        try
        {
            await foreach (var request in requests.Waiting.ReadAllAsync(stoppingToken))
            {
                running.RemoveWhere(r => r.IsCompleted);
                if (!_turns.TryGetValue(request.Route, out var turns))
                    _turns.Add(request.Route, turns = new SemaphoreSlim(AtOnce));
                running.Add(WorkAsync(request, turns, stoppingToken));
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    private async Task WorkAsync(ShadowedRequest request, SemaphoreSlim turns, CancellationToken stopping)
    {
        try
        {
            await turns.WaitAsync(stopping);
            try
            {
                await CompareAsync(request, stopping);
            }
            finally
            {
                turns.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            evidence.Skip(request.Route, request.Plan, "the node stopped meanwhile");
        }
#pragma warning disable CA1031 // whatever one request throws, the others are compared
        catch (Exception e)
#pragma warning restore CA1031
        {
            evidence.Skip(request.Route, request.Plan, "comparing failed");
            LogFailed(Log, request.Route, e);
        }
        finally
        {
            requests.Done(request.Route);
        }
    }

    private async Task CompareAsync(ShadowedRequest request, CancellationToken stopping)
    {
        if (WhyNot(request) is { } before)
        {
            evidence.Skip(request.Route, request.Plan, before);
            return;
        }

        // What the hub answers for the new side counts as that side's answer: a caller would have got it.
        var started = Stopwatch.GetTimestamp();
        var answer = await door.AskSideAsync(request.Route, Side.New, request.Request, Limits, stopping);
        var took = Stopwatch.GetElapsedTime(started);
        var legacy = await DecodedAnswer.ReadAsync(request.Coding, request.Body, LargestAnswer, stopping);
        if (WhyNot(request) is { } after)
            evidence.Skip(request.Route, request.Plan, after);
        else if (answer.HadNoRoom)
            evidence.Skip(request.Route, request.Plan, "the new side had no room for it beside callers");
        else if (legacy.WhyNot is { } why)
            evidence.Skip(request.Route, request.Plan, $"of the legacy side's answer: {why}");
        else
            evidence.Add(
                request.Route,
                request.Plan,
                await FindAsync(
                    new ComparedAnswer(request.Status, request.ContentType, request.Location, legacy.Body), answer, stopping),
                request.Took,
                took);
    }

    // A plan may map another way, and a rollback may want the new side left alone.
    private string? WhyNot(ShadowedRequest request) =>
        routing.Snapshot is var now && now.Plan.Hash != request.Plan ? "the plan was changed meanwhile"
        : now.State(request.Route).Stage != Stage.Shadow ? "the route left stage shadow meanwhile"
        : null;

    private static async Task<IReadOnlyCollection<Difference>> FindAsync(
        ComparedAnswer legacy, CapturedAnswer answer, CancellationToken stopping)
    {
        var (decoded, whyNot) = await DecodedAnswer.ReadAsync(
            Field(answer, "Content-Encoding"), answer.Body, LargestAnswer, stopping);
        var status = answer.TooLarge ?? answer.Status;
        return status == legacy.Status && answer.TooLarge is not null
                ? [new Difference("body", $"more than {LargestAnswer / 1024} KB at new")]
            : status == legacy.Status && whyNot is not null ? [new Difference("body", $"at new: {whyNot}")]
            : AnswerComparison.Of(
                legacy, new ComparedAnswer(status, Field(answer, "Content-Type"), Field(answer, "Location"), decoded));
    }

    private static string? Field(CapturedAnswer answer, string name) =>
        answer.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    [LoggerMessage(LogLevel.Error, "Comparing the sides of {Route} failed")]
    private static partial void LogFailed(ILogger log, string route, Exception error);
}
