using Hub.Facade.Addressing;
using Hub.Facade.Hops;
using Hub.Platform.Asking;
using Hub.Platform.Idempotency;
using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>Fills the door through which the hub's other parts ask routes.</summary>
internal sealed class RouteDoor(
    PlanEndpoints endpoints, CurrentRouting routing, AskedRequests asked, RequestIds ids, HubTokens tokens, NodeLease lease,
    IServiceProvider services) : IRouteDoor
{
    private static readonly AskLimits WithoutEnd = AskLimits.Default with { Patience = Timeout.InfiniteTimeSpan };

    public Task<CapturedAnswer> AskAsync(
        string route, ContractRequest request, AskLimits? limits = null, CancellationToken cancellation = default) =>
        endpoints.Find(route) is { } found
            ? RunAsync(found, found.Answer, request, IdOf(request), limits, prepare: null, cancellation)
            : Task.FromResult(Unknown(route));

    /// <summary>Answers a route that a composition asks, and tells the side as soon as it is decided.</summary>
    public Task<CapturedAnswer> AskAsync(
        string route, ContractRequest request, AskLimits limits, DecidedSide decided, CancellationToken cancellation) =>
        endpoints.Find(route) is { } found
            ? RunAsync(
                found, found.Answer, request, IdOf(request), limits, context => context.Features.Set(decided), cancellation)
            : Task.FromResult(Unknown(route));

    public async Task<RoutedCall> BeginAsync(string route, ContractRequest request, CancellationToken cancellation = default)
    {
        var id = IdOf(request);
        if (endpoints.Find(route) is not { } found)
            return new RoutedCall(id, Unknown(route));
        var held = new HeldDecision();
        var run = RunAsync(
            found, found.Decide, request, id, WithoutEnd, context =>
            {
                context.Features.Set(held);
                context.Request.Headers.Remove(IdempotentWrites.Header);
            }, cancellation);
        if (await Task.WhenAny(run, held.Decided) == run)
            return new RoutedCall(id, await run);
        var (decision, revision) = await held.Decided;
        var plan = found.Claim.Route;
        var target = decision.Side == Side.Legacy ? plan.Legacy : plan.New ?? plan.Legacy;
        return new RoutedCall(id, decision, target, revision, async status =>
        {
            held.End(status);
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
    }

    public Task<CapturedAnswer> AskSideAsync(
        string route, Side side, ContractRequest request, AskLimits? limits = null, CancellationToken cancellation = default)
    {
        if (endpoints.Find(route) is not { } found)
            return Task.FromResult(Unknown(route));
        var plan = found.Claim.Route;
        if (Callers.WhyNot(side, plan, routing.Snapshot.State(route).Stage) is { } why)
            return Refused(StatusCodes.Status409Conflict, why);
        if (plan.Capability.Link is not null && plan.IsWrite && !lease.Holds)
            return Refused(StatusCodes.Status503ServiceUnavailable, LeaseStep.Why);
        return RunAsync(
            found, found.SideOf(side), request, IdOf(request), limits,
            context => tokens.KeepFromSides(context.Request.Headers), cancellation);
    }

    private Task<CapturedAnswer> RunAsync(
        AskedRoute route, RequestDelegate answer, ContractRequest request, string id, AskLimits? limits,
        Action<HttpContext>? prepare, CancellationToken cancellation)
    {
        // Two that ask at once may both make it, and one of the two is kept.
        var pipeline = route.Pipeline ??= RoutePipeline.Of(services, route);
        return asked.AskAsync(
            pipeline, request, id, limits ?? AskLimits.Default, context =>
            {
                context.Features.Set(new AskedOfRoute(answer));
                prepare?.Invoke(context);
            }, cancellation);
    }

    private string IdOf(ContractRequest request) => request.Id ?? ids.Next();

    private CapturedAnswer Unknown(string route) => CapturedAnswer.Of(new Problem(
        StatusCodes.Status503ServiceUnavailable,
        Spelling.EndSentence($"The plan served has no route '{Spelling.Shorten(route)}'"
            + Spelling.DidYouMean(route, routing.Snapshot.Plan.Routes.Select(r => r.Id))))
    {
        NothingDone = true,
    });

    private static Task<CapturedAnswer> Refused(int status, string why) =>
        Task.FromResult(CapturedAnswer.Of(new Problem(status, why) { NothingDone = true }));
}
