using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Hub.Facade.Evidence;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hub.Facade.Shadowing;

/// <summary>
/// Picks the requests whose answers are compared, and bounds them: so many in a second, and never more than a few at once, in
/// whatever state. No caller waits for one.
/// </summary>
internal sealed class ShadowedRequests(RouteEvidence evidence, ShadowBudgets budgets, TimeProvider time)
{
    /// <summary>How many are copied, wait or are asked at once on this node.</summary>
    public const int Most = 64;

    /// <summary>How many are compared in a second on this node, on average; as many may come at once.</summary>
    public const int MostInASecond = 100;

    /// <summary>How many of one route are at work at once, so that a side that hangs leaves room for other routes.</summary>
    public const int MostOfRoute = Most / 2;

    /// <summary>The largest answer that is compared, in bytes.</summary>
    public const int LargestAnswer = 256 * 1024;

    /// <summary>The largest body of a write that is tried, in bytes.</summary>
    public const int LargestRequest = 64 * 1024;

    private readonly Channel<ShadowedRequest> _waiting = Channel.CreateBounded<ShadowedRequest>(Most);
    private readonly Pace _pace = new(MostInASecond, time);
    private readonly ConcurrentDictionary<string, Pace> _paceOfRoutes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _ofRoutes = new(StringComparer.Ordinal);
    private int _count;

    public ChannelReader<ShadowedRequest> Waiting => _waiting.Reader;

    /// <summary>Begins to copy a request's answer; null where it is not compared, which is counted.</summary>
    /// <param name="context">The request, before it is forwarded.</param>
    /// <param name="route">Its route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="started">The time stamp of its arrival.</param>
    /// <param name="answering">The side that answers it; the other one is asked.</param>
    /// <param name="shape">The request's shape; null where nobody counts shapes.</param>
    public Shadow? Begin(
        HttpContext context, RoutePlan route, string plan, long started, Side answering = Side.Legacy, string? shape = null)
    {
        if (WhyNot(context.Request, route.IsWrite) is { } why)
        {
            Skip(route.Id, plan, why);
            return null;
        }

        if (FindBusy(route, answering == Side.Legacy ? Side.New : Side.Legacy) is { } busy)
        {
            Skip(route.Id, plan, busy);
            return null;
        }

        var ofRoute = _ofRoutes.AddOrUpdate(route.Id, 1, (_, n) => n + 1);
        if (Interlocked.Increment(ref _count) <= Most && ofRoute <= MostOfRoute)
            return new Shadow(this, context, route, plan, answering, started, LargestAnswer) { Shape = shape };
        Drop(route.Id, plan, "too many others were being compared");
        return null;
    }

    /// <summary>Counts requests of one shape, whether or not they are compared.</summary>
    public void See(string route, string plan, string shape, long count) => evidence.See(route, plan, shape, count);

    /// <summary>Counts some that are not compared, without having been begun.</summary>
    public void Skip(string route, string plan, string why, long count = 1) => evidence.Skip(route, plan, why, count);

    /// <summary>Takes a request whose caller has the answer.</summary>
    public void Take(ShadowedRequest request) => _waiting.Writer.TryWrite(request);

    /// <summary>Counts one that is not compared after all.</summary>
    public void Drop(string route, string plan, string why)
    {
        evidence.Skip(route, plan, why);
        Done(route);
    }

    /// <summary>Makes room for another one.</summary>
    public void Done(string route)
    {
        _ofRoutes.AddOrUpdate(route, 0, (_, n) => n - 1);
        Interlocked.Decrement(ref _count);
    }

    /// <summary>
    /// Returns the bound that leaves no place now, as in <c>only 100 a second are compared</c>; null where there is a place.
    /// </summary>
    private string? FindBusy(RoutePlan route, Side asked)
    {
        if (route.Capability.Shadow.Rate is { } rate)
        {
            var pace = _paceOfRoutes.GetOrAdd(route.Id, _ => new Pace(rate, time));
            if (!pace.PerSecond.Equals(rate))
                _paceOfRoutes[route.Id] = pace = new Pace(rate, time);
            if (!pace.TryPass())
                return string.Create(CultureInfo.InvariantCulture, $"only {rate:0.####} a second of this route are compared");
        }

        return budgets.TryPay(route, asked) ?? (_pace.TryPass() ? null : $"only {MostInASecond} a second are compared");
    }

    private static string? WhyNot(HttpRequest request, bool isWrite)
    {
        // Some clients offer h2c with each first request, and are answered as others where it is not taken up.
        if (request.Headers.Upgrade is { Count: > 0 } other && other != "h2c")
            return "it asks for another protocol";
        if (request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
            return "it asks for a stream of events";
        if (request.Headers.Range.Count > 0)
            return "it asks for a part";
        if (IsConditional(request))
            return "it depends on a version that only one side knows";
        return isWrite ? request.ContentLength > LargestRequest ? "its body is too large" : null
            : request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0 ? "it has a body" : null;
    }

    /// <summary>Returns whether a request depends on a version of the record, which is another one on each side.</summary>
    public static bool IsConditional(HttpRequest request)
    {
        foreach (var name in Conditions)
            if (request.Headers.ContainsKey(name))
                return true;
        return false;
    }

    private static readonly string[] Conditions =
        [HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.IfUnmodifiedSince];
}
