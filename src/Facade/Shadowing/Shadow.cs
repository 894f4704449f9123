using System.Diagnostics;
using Hub.Facade.Answers;
using Hub.Facade.Comparing;
using Hub.Facade.Protecting;
using Hub.Platform.Asking;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Shadowing;

/// <summary>A request whose answer is copied while the caller gets it, to be compared with the other side's.</summary>
internal sealed class Shadow
{
    private readonly ShadowedRequests _all;
    private readonly HttpContext _context;
    private readonly CopiedBody _body;
    private readonly CopiedRequest? _asked;
    private readonly ContractRequest _request;
    private readonly string _id;
    private readonly string _plan;
    private readonly RoutePlan _route;
    private readonly Side _answering;
    private readonly long _started;
    private bool _isEnded;

    public Shadow(
        ShadowedRequests all, HttpContext context, RoutePlan route, string plan, Side answering, long started, int largest)
    {
        (_all, _context, _route, _plan, _answering, _started) = (all, context, route, plan, answering, started);
        _id = context.TraceIdentifier;
        // Now, as a side's answer may change what is in the context, and the server takes it back afterwards.
        _request = new ContractRequest(context.Request.Method, TargetOf(context))
        {
            Headers = context.Request.Headers.Where(h => !h.Key.Equals(HeaderNames.Upgrade, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase),
            Address = context.Connection.RemoteIpAddress,
            Scheme = context.Request.Scheme,
            Host = context.Request.Host,
            InBackground = true,
        };
        if (route.IsWrite)
            _asked = new CopiedRequest(context, ShadowedRequests.LargestRequest);
        // At once, as it may go on for long.
        _body = new CopiedBody(context, largest, () => all.Drop(route.Id, plan, $"the {Name}'s answer is too large"));
    }

    /// <summary>The request's shape; null where nobody counts shapes.</summary>
    public string? Shape { get; init; }

    private string Name => _answering == Side.Legacy ? "legacy side" : "new side";

    /// <summary>
    /// Hands the request over to be asked of the other side, once the caller's answer is written. Does nothing the second time:
    /// what is thrown here comes back as a failure of the request.
    /// </summary>
    /// <param name="failed">Whether the answer broke off.</param>
    public async Task EndAsync(bool failed)
    {
        if (_isEnded)
            return;
        _isEnded = true;
        var written = false;
        try
        {
            await _body.EndAsync(failed);
            written = true;
        }
        finally
        {
            _asked?.Restore();
            if (!_body.IsTooLarge)
                HandOver(failed || !written);
        }
    }

    private void HandOver(bool failed)
    {
        if (failed || BrokeOff(_context))
            _all.Drop(_route.Id, _plan, $"the caller or the {Name} broke off");
        else if (_context.Features.Get<AnsweredByHub>() is not null || _context.Features.Get<FellBack>() is not null)
            _all.Drop(_route.Id, _plan, $"the hub itself answered, not the {Name}");
        else if (_asked?.WhyNot is { } why)
            _all.Drop(_route.Id, _plan, why);
        else
            _all.Take(new ShadowedRequest(
                _route, _plan, _answering, _asked is null ? _request : DryRuns.Of(_request, _asked.Copy),
                _context.Response.StatusCode, _context.Response.ContentType,
                _context.Response.Headers.Location, _context.Response.Headers.ContentEncoding, _body.Copy,
                Stopwatch.GetElapsedTime(_started, _body.Last ?? Stopwatch.GetTimestamp()))
            {
                Id = _id,
                Shape = Shape,
                Headers = _asked is not null ? null : new(
                    _context.Response.Headers.ETag.Count > 0, _context.Response.Headers.CacheControl.ToString(),
                    _context.Response.Headers.Vary.ToString()),
            });
    }

    // That the connection is ended for it may be seen on the context a moment later only.
    private static bool BrokeOff(HttpContext context) => context.RequestAborted.IsCancellationRequested
        || context.Features.Get<IForwarderErrorFeature>()?.Error is ForwarderError.ResponseBodyDestination
            or ForwarderError.ResponseBodyClient or ForwarderError.ResponseBodyCanceled;

    // As it was sent, but for one that named the hub's own address before its path.
    private static string TargetOf(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is ['/', ..] and var target
            ? target
            : context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
}

/// <summary>A request with one side's answer, to be asked of the other side.</summary>
/// <param name="Route">The route.</param>
/// <param name="Plan">The plan's hash.</param>
/// <param name="Answered">The side that answered it.</param>
/// <param name="Request">The request.</param>
/// <param name="Status">The answer's HTTP status.</param>
/// <param name="ContentType">The header field, or null.</param>
/// <param name="Location">The header field, or null.</param>
/// <param name="Coding">The header field Content-Encoding, or null.</param>
/// <param name="Body">The answer's body as it was sent.</param>
/// <param name="Took">From the request's arrival to the last part of its answer.</param>
internal sealed record ShadowedRequest(
    RoutePlan Route, string Plan, Side Answered, ContractRequest Request, int Status, string? ContentType, string? Location,
    string? Coding, ReadOnlyMemory<byte> Body, TimeSpan Took)
{
    /// <summary>The hub's id of it; null where nobody can ask for it.</summary>
    public string? Id { get; init; }

    /// <summary>The request's shape; null where nobody counts shapes.</summary>
    public string? Shape { get; init; }

    /// <summary>Further header fields of the answer; null of a write, which the new side is asked to try only.</summary>
    public ComparedHeaders? Headers { get; init; }

    /// <summary>Whether it writes, so that the new side is asked to try it only.</summary>
    public bool IsTrial => !Request.IsRead;

    /// <summary>The side that is asked as well.</summary>
    public Side Asked => Answered == Side.Legacy ? Side.New : Side.Legacy;
}
