using System.Diagnostics;
using System.Security.Cryptography;
using Hub.Facade.Access;
using Hub.Facade.Answers;
using Hub.Facade.Explaining;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Composing;

/// <summary>
/// A composition's request, straight through: past access and its query, on to the parts, answered, accounted for.
/// </summary>
internal sealed class ComposedWay(
    CompositionPlan composition, IReadOnlyList<ComposedPart> parts, string plan, CurrentRouting routing,
    Func<HttpContext, MigrationPlan, ValueTask<Refusal?>>? access, RouteTelemetry.Measure measure, RecentCompositions recent,
    CallerNames names, TimeProvider time)
{
    private readonly IReadOnlyList<string> _conditions = [.. composition.Route.Match.Query.Select(q => q.Key)];

    public async Task AnswerAsync(HttpContext context)
    {
        var (started, at, snapshot) = (Stopwatch.GetTimestamp(), time.GetUtcNow(), routing.Snapshot);
        var activity = measure.Begin(context, snapshot.Revision);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        // Read before the hub keeps its own token from whoever comes next: the parts ask for it again.
        var request = new ComposedRequest(
            plan, snapshot.Plan.Expose, CallerOfParts.Of(context), ValuesOf(context), composition.Deadline, time, ends.Token);
        var (status, outcome) = (StatusCodes.Status500InternalServerError, "the hub failed");
        try
        {
            if (snapshot.Plan.Expose)
            {
                context.Response.Headers[HubHeaders.Route] = composition.Id;
                context.Response.Headers[HubHeaders.Revision] = snapshot.Revision.ToString();
            }

            outcome = await FindRefusalAsync(context, snapshot.Plan) is { } refused
                ? await RefuseAsync(context, refused)
                : await ComposeAsync(context, request);
            status = context.Response.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            outcome = "the caller hung up";
        }
        finally
        {
            // What nobody waits for any more stops, after the answer has left.
            await ends.CancelAsync();
            if (context.RequestAborted.IsCancellationRequested)
                status = StatusCodes.Status499ClientClosedRequest;
            var took = Stopwatch.GetElapsedTime(started);
            measure.End(activity, took, side: null, status);
            recent.Add(new ComposedExplanation(
                context.TraceIdentifier, at, composition.Id, snapshot.Revision, took, status, outcome,
                names.Of(context), [.. request.Calls.Select(c => c.Told)]));
        }
    }

    private async Task<string> ComposeAsync(HttpContext context, ComposedRequest request)
    {
        var answers = await CompositionRun.AskAsync(parts, request, time);
        var all = parts.Select((p, n) => (Part: p.Plan, Answer: answers[n])).ToList();
        var told = ComposedAnswer.Header(all);
        if (told.Length > 0)
            context.Response.Headers[HubHeaders.Parts] = told;
        if (all.FindIndex(p => !p.Part.Optional && p.Answer is { IsMissing: true, Reason: not PartReason.Dropped })
            is >= 0 and var missing)
        {
            context.Response.Headers.CacheControl = "no-store";
            await Problems.WriteAsync(context, ComposedFailure.Of(composition, all[missing].Part, all[missing].Answer, all));
            return $"'{all[missing].Part.Name}' is missing";
        }

        var body = ComposedAnswer.Write(all);
        if (IsTagged(context, all, body))
            return "answered: the caller has it already";
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        return told.Length == 0 ? "answered" : $"answered, not whole: {told}";
    }

    /// <summary>Says how long the answer holds; only a whole one has a tag.</summary>
    /// <returns>Whether the caller has it already: 304.</returns>
    private static bool IsTagged(
        HttpContext context, List<(PartPlan Part, PartAnswer Answer)> all, ReadOnlyMemory<byte> body)
    {
        var headers = context.Response.Headers;
        if (all.Exists(p => p.Answer.NoStore || !p.Answer.IsWhole))
        {
            headers.CacheControl = "no-store";
            return false;
        }

        headers.CacheControl = "private, no-cache";
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span))[..32]}\"";
        // Weak: compressed or not, it says the same (RFC 9110, 8.8.1).
        headers.ETag = $"W/{tag}";
        if (!EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, tag))
            return false;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private async ValueTask<Problem?> FindRefusalAsync(HttpContext context, MigrationPlan served)
    {
        if (access is not null && await access(context, served) is { } denied)
            return new Problem(denied.Status, denied.Why) { NothingDone = true };
        if (PathValues.Decode(context.Request.RouteValues) is null)
            return new Problem(StatusCodes.Status400BadRequest, PathValues.Invalid) { NothingDone = true };
        return QueryNames.FindFaults(context.Request.Query, composition.Takes, _conditions) is { Count: > 0 } faults
            ? Problem.Malformed(faults)
            : null;
    }

    private static async Task<string> RefuseAsync(HttpContext context, Problem problem)
    {
        await Problems.WriteAsync(context, problem);
        return "refused before any part was asked";
    }

    private Dictionary<string, string> ValuesOf(HttpContext context)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in composition.Takes)
            if (context.Request.Query[name] is [{ } value, ..])
                values[name] = value;
        foreach (var (name, value) in PathValues.Decode(context.Request.RouteValues) ?? [])
            if (value is string text)
                values[name] = text;
        return values;
    }
}
