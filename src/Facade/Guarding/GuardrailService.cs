using System.Data.Common;
using Hub.Facade.Cutover;
using Hub.Facade.Evidence;
using Hub.Facade.Measuring;
using Hub.Platform.Identity;
using Hub.Platform.Lifetime;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Guarding;

/// <summary>
/// Tells the store five times a second what this node counts of guarded routes; where a breach shows in what all nodes have told,
/// puts the route back on the legacy side. It waits there for a person.
/// </summary>
internal sealed partial class GuardrailService(
    Guardrails guardrails, GuardedTraffic traffic, RouteEvidence evidence, Shifts shifts, AuditLog audit, CurrentRouting current,
    TimeProvider time, ILogger<GuardrailService> log) : SteadyService(time, log)
{
    /// <summary>Who steps back, in the audit log.</summary>
    public const string Actor = "guardrail";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    // What legacy answers before a shift is only recorded.
    private static readonly TimeSpan Recording = TimeSpan.FromSeconds(5);

    // A node that has found a breach may end before the route stands back.
    private static readonly TimeSpan Resuming = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, GuardedRoute> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stage> _stages = new(StringComparer.Ordinal);
    private long _recorded;
    private long _resumed;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        evidence.Compared += Count;
        current.Changed += Begin;
        if (current.IsLoaded)
            Begin(current.Snapshot, planChanged: true);
        try
        {
            using var timer = new PeriodicTimer(Look, Time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (current.IsLoaded)
                    await LookAsync(current.Snapshot);
        }
        finally
        {
            evidence.Compared -= Count;
            current.Changed -= Begin;
        }
    }

    // At once, as the answers that follow are the state's.
    private void Begin(RoutingSnapshot snapshot, bool planChanged)
    {
        lock (_routes)
            foreach (var route in snapshot.Plan.Routes)
                FindGuarded(route)?.Begin(snapshot, route);
    }

    // From the first revision on that guards it: what is answered before the first look counts as well.
    private GuardedRoute? FindGuarded(RoutePlan route)
    {
        if (traffic.Of(route) is not { } counter)
            return null;
        if (!_routes.TryGetValue(route.Id, out var guarded))
            _routes.Add(route.Id, guarded = new GuardedRoute(counter));
        return guarded;
    }

    private async Task LookAsync(RoutingSnapshot snapshot)
    {
        var isTimeToRecord = Time.GetElapsedTime(_recorded) >= Recording;
        if (isTimeToRecord)
            _recorded = Time.GetTimestamp();
        if (Time.GetElapsedTime(_resumed) >= Resuming)
            await ResumeAsync(snapshot);
        List<GuardNews> news = [];
        foreach (var route in snapshot.Plan.Routes)
        {
            GuardedRoute? guarded;
            lock (_routes)
                guarded = FindGuarded(route);
            if (guarded is null || route.Capability.Guardrail is not { } limits)
                continue;
            var stage = snapshot.State(route.Id).Stage;
            var hasMoved = !_stages.TryGetValue(route.Id, out var last) || last != stage;
            _stages[route.Id] = stage;
            if (stage == Stage.Retired || (stage is Stage.Legacy or Stage.Shadow && !hasMoved && !isTimeToRecord))
                continue;
            if (guarded.Untold(snapshot, route) is { } untold)
                news.Add(new(route, limits, untold.Counts, snapshot.State(route.Id).ToString(), untold.Told));
        }

        if (news.Count > 0)
            await TellAsync(news);
    }

    private async Task ResumeAsync(RoutingSnapshot snapshot)
    {
        _resumed = Time.GetTimestamp();
        var forward = snapshot.Plan.Routes.Where(r => r.Capability.Guardrail is not null
            && snapshot.State(r.Id) is { Stage: Stage.Canary or Stage.New, Handover: null }).ToList();
        if (forward.Count == 0)
            return;
        try
        {
            var holds = await guardrails.HoldsAsync();
            foreach (var route in forward.Where(
                r => holds.TryGetValue(r.Id, out var hold) && Time.GetUtcNow() - hold.Since > Grace))
                await StepBackAsync(route, holds[route.Id]);
        }
        catch (DbException)
        {
            // It is looked for again.
        }
    }

    // Each write of the store waits for the disk: one for all routes.
    private async Task TellAsync(IReadOnlyList<GuardNews> news)
    {
        try
        {
            // Linked writes are handed over, which may take seconds: the other routes are looked at meanwhile.
            foreach (var (route, hold) in await guardrails.AddAsync(news))
                _ = StepBackAsync(route, hold);
        }
        catch (DbException e)
        {
            LogNotTold(Log, news.Count, e.Message);
        }
    }

    private async Task StepBackAsync(RoutePlan route, GuardHold hold)
    {
        LogBreach(Log, route.Id, hold.Why);
        var reason = $"{hold.Why}; ./hub guardrail release {route.Id} lets it be shifted forward again";
        try
        {
            var outcome = await shifts.RollbackAsync(route.Id, new RollbackRequest { Reason = reason }, Actor);
            var (done, detail) = outcome switch
            {
                ShiftOutcome.Done moved => ("done", moved.ToString()),
                ShiftOutcome.Refused refused => ("refused", refused.Why),
                _ => ("refused", "it was not put back"),
            };
            await audit.AppendAsync(Actor, "rollback", route.Id, done, GivenReason.In(detail, reason));
        }
#pragma warning disable CA1031 // nobody awaits it; what is not put back is put back by whoever looks next
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotBack(Log, route.Id, e);
        }
    }

    private void Count(string route, bool differs)
    {
        GuardedRoute? guarded;
        lock (_routes)
            guarded = _routes.GetValueOrDefault(route);
        guarded?.Compare(differs);
    }

    [LoggerMessage(LogLevel.Warning, "{Route} steps back to its legacy side: {Why}")]
    private static partial void LogBreach(ILogger log, string route, string why);

    [LoggerMessage(LogLevel.Error, "{Route} is to step back to its legacy side, and could not be put there; it is tried again")]
    private static partial void LogNotBack(ILogger log, string route, Exception error);

    [LoggerMessage(LogLevel.Warning, "What the guardrail counts of {Routes} routes is not told yet: {Reason}")]
    private static partial void LogNotTold(ILogger log, int routes, string reason);
}
