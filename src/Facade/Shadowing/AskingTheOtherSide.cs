using System.Data.Common;
using Hub.Facade.Comparing;
using Hub.Facade.Evidence;
using Hub.Facade.Rules;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Shadowing;

/// <summary>Asks the other side what callers have asked one side, a few requests at once, and compares.</summary>
internal sealed partial class AskingTheOtherSide(
    ShadowedRequests requests, DryRuns dryRuns, RouteEvidence evidence, ShadowFindings findings, RouteRules rules,
    ComparedSides sides, CurrentRouting routing, TimeProvider time, ILogger<AskingTheOtherSide> log)
    : SteadyService(time, log)
{
    // Of each route, so that a side that hangs holds up no other one's.
    private readonly Dictionary<(string Route, int AtOnce), SemaphoreSlim> _turns = [];

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var running = new HashSet<Task>();
        try
        {
            await foreach (var request in requests.Waiting.ReadAllAsync(stoppingToken))
            {
                running.RemoveWhere(r => r.IsCompleted);
                var key = (request.Route.Id, request.Route.Capability.Shadow.Concurrency);
                if (!_turns.TryGetValue(key, out var turns))
                    _turns.Add(key, turns = new SemaphoreSlim(key.Concurrency));
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
                if (await CompareAsync(request, turns, stopping) is { } why)
                {
                    evidence.Skip(request.Route.Id, request.Plan, why);
                    // At once: whoever starts again meanwhile would have another one carried out.
                    if (DryRuns.Ends(why, request.Asked))
                        await WriteAsync(request);
                }
            }
            finally
            {
                turns.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            evidence.Skip(request.Route.Id, request.Plan, "the node stopped meanwhile");
        }
#pragma warning disable CA1031 // whatever one request throws, the others are compared
        catch (Exception e)
#pragma warning restore CA1031
        {
            evidence.Skip(request.Route.Id, request.Plan, "comparing failed");
            LogFailed(Log, request.Route.Id, e);
        }
        finally
        {
            requests.Done(request.Route.Id);
        }
    }

    private async Task WriteAsync(ShadowedRequest request)
    {
        try
        {
            await evidence.WriteAsync();
        }
        catch (DbException e)
        {
            // It is written with all else that is measured, once the store is back.
            LogNotWritten(Log, request.Route.Id, e.Message);
        }
    }

    /// <summary>Asks, compares and counts; returns why it is not compared, or null where it was.</summary>
    private async Task<string?> CompareAsync(ShadowedRequest request, SemaphoreSlim turns, CancellationToken stopping)
    {
        if (WhyNot(request) is { } before)
            return before;
        var (asked, took, whyNot) = await AskAsync(request, request.Asked, stopping, isPaid: true);
        if (whyNot is not null)
            return whyNot;
        var body = await DecodedAnswer.ReadAsync(request.Coding, request.Body, ComparedSides.LargestAnswer, stopping);
        if (body.WhyNot is { } why)
            return $"of the {ComparedSides.NameOf(request.Answered)} side's answer: {why}";
        var answered = new ShadowedAnswer(
            new ComparedAnswer(request.Status, request.ContentType, request.Location, body.Body) { Headers = request.Headers },
            null);
        if (request is { IsTrial: true, Asked: Side.Legacy } && asked.IsCheckOnly
            && answered.Answer.Status < StatusCodes.Status300MultipleChoices)
            answered = asked;
        var (legacy, @new) = request.Answered == Side.Legacy ? (answered, asked) : (asked, answered);
        var applied = await rules.OfAsync(request.Route.Id);
        var (found, seen) = ShadowFindings.Compare(legacy, @new, applied);
        if (found.Differences.Count > 0 && await AgreeLaterAsync(request, legacy, @new, applied, turns, stopping) is { } step)
            return step;
        var (legacyTook, newTook) = request.Answered == Side.Legacy ? (request.Took, took) : (took, request.Took);
        // A write is never sent to legacy again.
        if (!request.IsTrial && findings.IsAskedTwice(request.Route.Id)
            && await AskAsync(request, Side.Legacy, stopping) is (var again, _, WhyNot: null))
            findings.Learn(request, legacy, again, @new, applied);
        findings.Add(request, found, seen, legacyTook, newTook);
        return null;
    }

    private async Task<(ShadowedAnswer Answer, TimeSpan Took, string? WhyNot)> AskAsync(
        ShadowedRequest request, Side side, CancellationToken stopping, bool isPaid = false)
    {
        using var trial = request.IsTrial ? await dryRuns.BeginAsync(request.Route.Id, request.Plan, side, stopping) : null;
        if (request.IsTrial && trial is null)
            return (default, TimeSpan.Zero, DryRuns.Ended(side));
        var asked = await sides.AskAsync(request.Route, side, request.Request, stopping, isPaid);
        if (trial?.FindEnd(asked.Sent) is { } end)
        {
            LogCarriedOut(Log, ComparedSides.NameOf(side), request.Route.Id, asked.Sent.TooLarge ?? asked.Sent.Status);
            return (default, asked.Took, end);
        }

        return (asked.Answer, asked.Took, WhyNot(request) ?? asked.WhyNot);
    }

    /// <summary>
    /// Asks both sides again where sync keeps their records in step, as one may have been written a moment ago on one side only;
    /// returns why the request is not compared where both say the same by then, or cannot be asked; else null.
    /// </summary>
    private async Task<string?> AgreeLaterAsync(
        ShadowedRequest request, ShadowedAnswer legacy, ShadowedAnswer @new, RuleSet applied, SemaphoreSlim turns,
        CancellationToken stopping)
    {
        if (request.Route.Capability.Link is null || request.IsTrial
            || Math.Max(legacy.Answer.Status, @new.Answer.Status) >= StatusCodes.Status500InternalServerError)
            return null;
        turns.Release();
        try
        {
            await Task.Delay(ComparedSides.BeforeSecondLook, Time, stopping);
        }
        finally
        {
            await turns.WaitAsync(CancellationToken.None);
        }

        var (was, _, whyNotWas) = await AskAsync(request, Side.Legacy, stopping);
        var (now, _, whyNotNow) = await AskAsync(request, Side.New, stopping);
        return whyNotWas ?? whyNotNow
            ?? (ShadowedAnswer.Compare(was, now, applied).Differences.Count == 0
                ? "sync brought both sides in step a moment later"
                : null);
    }

    // A plan may map another way, and a rollback may want the new side left alone.
    private string? WhyNot(ShadowedRequest request) =>
        routing.Snapshot is var now && now.Plan.Hash != request.Plan ? "the plan was changed meanwhile"
        : ShadowedShare.Of(request.Route, now.State(request.Route.Id).Stage) > 0 ? null
        : request.Answered == Side.Legacy ? "the route left stage shadow meanwhile"
        : "the route was shifted meanwhile";

    [LoggerMessage(
        LogLevel.Error,
        "The {Side} side of {Route} was asked to try a write (Prefer: dry-run), and what came back ({Status}) does not say "
        + "'Preference-Applied: dry-run': it may have carried it out. None is tried any more under this plan; undo it there, "
        + "and take 'dryRun' away")]
    private static partial void LogCarriedOut(ILogger log, string side, string route, int status);

    [LoggerMessage(
        LogLevel.Warning, "That no more writes of {Route} are tried cannot be stored yet: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string route, string reason);

    [LoggerMessage(LogLevel.Error, "Comparing the sides of {Route} failed")]
    private static partial void LogFailed(ILogger log, string route, Exception error);
}
