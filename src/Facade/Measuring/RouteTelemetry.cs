using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hub.Platform.Routing;
using Hub.Platform.Telemetry;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Measuring;

/// <summary>
/// Measures and traces the requests of routes. What a request costs does not depend on how many routes there are.
/// </summary>
internal sealed class RouteTelemetry
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _shifts;

    public RouteTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(HubTelemetry.Name);
        _duration = meter.CreateHistogram(
            "hub.route.request.duration", "s", "Requests by route, side and class of status, and how long they took.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = HubTelemetry.DurationBounds });
        _shifts = meter.CreateCounter<long>(
            "hub.route.shifts", "{shift}", "Shifts and rollbacks made on this node, by route and the stage shifted to.");
    }

    public void Shifted(string route, Stage to) => _shifts.Add(
        1, new(HubTelemetry.Route, route), new KeyValuePair<string, object?>("hub.stage", to.ToString().ToLowerInvariant()));

    /// <summary>What measures one route; kept by whoever answers for it.</summary>
    /// <param name="route">The route's id.</param>
    /// <param name="pattern">The pattern of its path.</param>
    public Measure Of(string route, string pattern) => new(_duration, route, pattern);

    internal sealed class Measure
    {
        private static readonly string[] Sides = ["none", "legacy", "new"];
        private readonly Histogram<double> _duration;
        private readonly string _route;
        private readonly string _pattern;

        // By side and class of status, made once, so that a request allocates none.
        private readonly KeyValuePair<string, object?>[][] _tags;

        public Measure(Histogram<double> duration, string route, string pattern)
        {
            (_duration, _route, _pattern) = (duration, route, pattern);
            _tags = [.. Sides.SelectMany(side => Enumerable.Range(1, 5).Select(status => new KeyValuePair<string, object?>[]
            {
                new(HubTelemetry.Route, route), new(HubTelemetry.Side, side), new("hub.status_class", $"{status}xx"),
            }))];
        }

        /// <summary>Begins the route's span and names the request's.</summary>
        public Activity? Begin(HttpContext context, long revision)
        {
            if (RequestScope.Current is { } scope)
                (scope.Route, scope.Revision) = (_route, revision);
            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } request)
            {
                request.DisplayName = $"{context.Request.Method} {_pattern}";
                request.SetTag("http.route", _pattern);
                request.SetTag(HubTelemetry.RequestId, context.TraceIdentifier);
            }

            var activity = HubTelemetry.Activities.StartActivity(_route);
            activity?.SetTag(HubTelemetry.Route, _route).SetTag(HubTelemetry.Revision, revision);
            return activity;
        }

        /// <summary>The decision.</summary>
        public static void Decided(Activity? activity, Side side)
        {
            if (RequestScope.Current is { } scope)
                scope.Side = Name(side);
            activity?.SetTag(HubTelemetry.Side, Name(side));
        }

        /// <summary>The end.</summary>
        public void End(Activity? activity, TimeSpan took, Side? side, int status)
        {
            var @class = Math.Clamp(status / 100, 1, 5);
            var tags = _tags[((side is { } s ? (int)s + 1 : 0) * 5) + @class - 1];
            _duration.Record(took.TotalSeconds, tags);
            if (activity is null)
                return;
            activity.SetTag("http.response.status_code", status);
            if (status >= 500)
                activity.SetStatus(ActivityStatusCode.Error);
            activity.Dispose();
        }

        private static string Name(Side side) => Sides[(int)side + 1];
    }
}
