using Hub.Facade.Shadowing;
using Hub.Platform.Asking;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Replaying;

/// <summary>
/// The latest requests of a route that only read, on this node and in memory alone, as their targets name customers. No
/// credentials are kept. Of a busy route one a second is.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="mayGrow">Whether the node has room for one more of any route.</param>
internal sealed class RecordedOfRoute(TimeProvider time, Func<bool> mayGrow)
{
    /// <summary>How many are kept.</summary>
    public const int Most = 1000;

    private const int LongestTarget = 2000;
    private const int LongestValue = 200;
    private const long Apart = TimeSpan.TicksPerSecond;

    private readonly Lock _lock = new();
    private readonly RecordedRequest?[] _requests = new RecordedRequest?[Most];
    private readonly ShapesOfRoute _shapes = new();
    private volatile string[] _headers = [];
    private long _next;
    private long _lastAt;

    /// <summary>Keeps the headers that requests of the route are told apart by, as a plan has it from now on.</summary>
    public void Follow(RoutePlan route) => _headers =
    [
        "Accept", "Accept-Language", .. route.Match.Headers.Select(h => h.Key),
        .. (route.Capability.Cohort?.Sources ?? []).Where(s => s.Kind == CohortSourceKind.Header).Select(s => s.Name),
    ];

    /// <summary>Keeps a request, unless one was kept a moment ago.</summary>
    /// <param name="context">The request.</param>
    /// <param name="seen">What of it counts in the evidence already.</param>
    public void Add(HttpContext context, SeenRequest seen)
    {
        var now = time.GetUtcNow().UtcTicks;
        if (now - Volatile.Read(ref _lastAt) < Apart)
            return;
        Volatile.Write(ref _lastAt, now);
        var request = context.Request;
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget is not ['/', ..] target || target.Length > LongestTarget
            || request.ContentLength > 0)
            return;
        var headers = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in _headers)
            if (request.Headers.TryGetValue(name, out var values) && values.ToString().Length is > 0 and <= LongestValue)
                headers[name] = values;
        var asked = new ContractRequest(request.Method, target) { Headers = headers, Host = request.Host, InBackground = true };
        var hasCredentials = request.Headers.Authorization.Count > 0 || request.Headers.Cookie.Count > 0;
        lock (_lock)
        {
            var place = (int)(_next % Most);
            if (_requests[place] is null && !mayGrow())
            {
                // In the place of its own oldest one.
                if (_requests.OfType<RecordedRequest>().MinBy(r => r.Number) is not { } oldest)
                    return;
                place = Array.IndexOf(_requests, oldest);
            }

            _requests[place] = new RecordedRequest(_next, asked, hasCredentials, seen)
            {
                Shape = _shapes.Of(request).Name,
            };
            _next++;
        }
    }

    /// <summary>Returns some of the latest, the latest first.</summary>
    /// <param name="before">Those that came before that number; null for the latest.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<RecordedRequest> Find(long? before, int most)
    {
        lock (_lock)
            return
            [
                .. _requests.OfType<RecordedRequest>().Where(r => before is null || r.Number < before)
                    .OrderByDescending(r => r.Number).Take(most),
            ];
    }

    /// <summary>How many there are.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
                return _requests.Count(r => r is not null);
        }
    }
}

/// <summary>A request that may be asked again.</summary>
/// <param name="number">Counted from 0 by route and node.</param>
/// <param name="request">The request, without credentials.</param>
/// <param name="hadCredentials">Whether its caller showed any.</param>
/// <param name="seen">What of it counts in the evidence already.</param>
internal sealed class RecordedRequest(long number, ContractRequest request, bool hadCredentials, SeenRequest seen)
{
    private string? _countedUnder = seen.ComparedUnder;

    /// <summary>The request's shape.</summary>
    public required string Shape { get; init; }

    /// <summary>Whether its shape was counted under a plan as it came.</summary>
    public bool WasSeenUnder(string plan) => seen.SeenUnder == plan;

    public long Number => number;

    public ContractRequest Request => request;

    public bool HadCredentials => hadCredentials;

    /// <summary>
    /// Returns true the first time under a plan: asking the same again is no new evidence, however often it is done.
    /// </summary>
    public bool CountsUnder(string plan) => Interlocked.Exchange(ref _countedUnder, plan) != plan;
}

/// <summary>What of a request that comes counts in the evidence.</summary>
/// <param name="SeenUnder">The hash of the plan under which its shape is counted; null where it is not.</param>
/// <param name="ComparedUnder">The hash of the plan under which its answer is compared; null where it is not.</param>
internal readonly record struct SeenRequest(string? SeenUnder, string? ComparedUnder);
