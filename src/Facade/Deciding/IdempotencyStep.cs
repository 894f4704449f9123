using Hub.Facade.Access;
using Hub.Facade.Explaining;
using Hub.Platform.Idempotency;
using Hub.Platform.Plan;

namespace Hub.Facade.Deciding;

/// <summary>Takes a write's idempotency key, or answers with what the same write was answered first.</summary>
internal sealed class IdempotencyStep(IdempotentWrites writes, RoutePlan route) : IRouteStep
{
    private readonly string _scope = $"capability {route.Capability.Name}";
    private readonly bool _byCredentials = route.Capability.Access == PublicAccess.Forward;
    private readonly string[] _keyHeaders =
        [.. route.Capability.Cohort?.Sources.Where(s => s.Kind == CohortSourceKind.Header).Select(s => s.Name) ?? []];

    public ValueTask<bool> PassAsync(RoutedRequest request) =>
        IdempotentWrites.Asks(request.Context.Request) ? BeginAsync(request) : ValueTask.FromResult(true);

    private async ValueTask<bool> BeginAsync(RoutedRequest request)
    {
        var context = request.Context;
        var scope = new IdempotencyScope(_scope, route.Id, CallerAccess.NameOf(context), _byCredentials, _keyHeaders);
        request.Write = await writes.BeginAsync(context, scope);
        if (request.Write is not null)
            return true;
        if (context.Response.Headers.ContainsKey(IdempotentWrites.ReplayedHeader))
            request.Answerer = Answerer.Replay;
        return false;
    }
}
