using Hub.ServiceKit.Changes;

namespace Hub.Platform.Asking;

/// <summary>
/// Answers the plan's routes for parts of the hub that have no caller's HTTP request for them. The facade fills it, so that
/// they need not know the facade.
/// </summary>
public interface IRouteDoor
{
    /// <summary>
    /// Answers a route as for a caller: the request passes access, lease, idempotency key and decision, and is accounted for.
    /// </summary>
    /// <param name="route">The route's id: <c>orders.get</c>.</param>
    /// <param name="request">The request, which must be one that the route takes.</param>
    /// <param name="limits">What it may cost; null for <see cref="AskLimits.Default"/>.</param>
    /// <param name="cancellation">Ends it, as a caller who hangs up does.</param>
    /// <returns>The answer; a problem where there is no such route (503) or it does not take the request (404).</returns>
    Task<CapturedAnswer> AskAsync(
        string route, ContractRequest request, AskLimits? limits = null, CancellationToken cancellation = default);

    /// <summary>
    /// Decides a route's request and accounts for it, but forwards nothing: for whoever answers by itself. A request's
    /// <c>Idempotency-Key</c> is not taken, since the answer is not seen here.
    /// </summary>
    /// <param name="route">The route's id.</param>
    /// <param name="request">The request, which must be one that the route takes.</param>
    /// <param name="cancellation">Ends it, as a caller who hangs up does.</param>
    /// <returns>The decision, or why the request is refused. To be ended, whatever happens.</returns>
    Task<RoutedCall> BeginAsync(string route, ContractRequest request, CancellationToken cancellation = default);

    /// <summary>
    /// Asks one side of a route, whichever would be decided, where a caller with the right could force it. Nothing of it is
    /// accounted for, and who calls is not asked: that is for whoever asks to know.
    /// </summary>
    /// <param name="route">The route's id.</param>
    /// <param name="side">The side.</param>
    /// <param name="request">The request.</param>
    /// <param name="limits">What it may cost; null for <see cref="AskLimits.Default"/>.</param>
    /// <param name="cancellation">Ends it, as a caller who hangs up does.</param>
    /// <returns>The answer; a problem where there is no such route (503) or the side may not be asked (409).</returns>
    Task<CapturedAnswer> AskSideAsync(
        string route, Side side, ContractRequest request, AskLimits? limits = null, CancellationToken cancellation = default);
}
