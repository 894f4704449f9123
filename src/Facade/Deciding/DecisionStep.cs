using Hub.Facade.Access;
using Hub.Facade.Answers;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>Decides which side answers, by the route's flag, the request's cohort key and its caller.</summary>
/// <param name="callers">Knows what a decision may depend on.</param>
/// <param name="keys">Remembers the route's cohort keys.</param>
/// <param name="route">The route.</param>
internal sealed class DecisionStep(Callers callers, RecentKeys.Ring keys, RoutePlan route) : IRouteStep
{
    private readonly CohortKey? _key = route.Capability.Cohort is { } cohort ? new CohortKey(cohort) : null;

    public async ValueTask<bool> PassAsync(RoutedRequest request)
    {
        var flag = request.Snapshot.Flag(route.Id);
        var (key, refused) = _key is null
            ? default
            : await _key.ReadAsync(request.Context.Request, flag.NeedsKey, welcome: _key.ReadsBody && keys.Wants);
        var caller = Caller.Unknown;
        if (refused is null)
            (caller, refused) = await callers.FindAsync(request.Context, route, request.Snapshot, flag);
        if (refused is not null)
        {
            await RefuseAsync(request, refused);
            return false;
        }

        if (key is not null)
            keys.Add(key, request.Started);
        request.Decide(flag.Decide(key, caller));
        return true;
    }

    private static Task RefuseAsync(RoutedRequest request, Refusal refused)
    {
        if (refused.AcceptEncoding is { } codings)
            request.Context.Response.Headers.AcceptEncoding = codings;
        return Problems.WriteAsync(request.Context, refused.Status, refused.Why);
    }
}
