using Hub.Facade.Answers;
using Hub.Facade.Explaining;
using Hub.Platform.Nodes;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>A route's request, straight through: counted in flight, past each step, on to its side, accounted for.</summary>
/// <param name="inFlight">Counts the route's requests in flight.</param>
/// <param name="account">Accounts for them.</param>
/// <param name="steps">What each request passes, in order; the last of them decides.</param>
/// <param name="forward">Hands it to the side decided.</param>
internal sealed class RouteWay(RouteInFlight inFlight, RouteAccount account, IRouteStep[] steps, Forwarder forward)
{
    private readonly Func<RoutedRequest, Task> _send = forward.SendAsync;
    private readonly Func<RoutedRequest, Task> _hold = forward.HoldAsync;

    /// <summary>Answers a request by the side decided.</summary>
    public Task AnswerAsync(HttpContext context) => RunAsync(context, _send);

    /// <summary>Decides a request that somebody else answers, who says when it has ended.</summary>
    public Task DecideAsync(HttpContext context) => RunAsync(context, _hold);

    /// <summary>Returns what answers for a side, without any of the steps.</summary>
    public RequestDelegate SideOf(Side side) => forward.SideOf(side);

    private async Task RunAsync(HttpContext context, Func<RoutedRequest, Task> answer)
    {
        var request = new RoutedRequest(context, inFlight.Enter(out var snapshot), snapshot);
        account.Begin(request);
        try
        {
            foreach (var step in steps)
            {
                if (await step.PassAsync(request))
                    continue;
                request.End();
                return;
            }

            await answer(request);
            request.End();
            if (request.Shadow is { } shadow)
                await shadow.EndAsync(failed: false);
            if (request.Written is { } written)
                await written.EndAsync(failed: false);
            if (request.Status >= StatusCodes.Status400BadRequest && context.Features.Get<AnsweredByHub>() is not null)
                request.Answerer = Answerer.Hub;
        }
        catch (Exception e)
        {
            request.Fail(e);
            if (request.Shadow is { } shadow)
                await shadow.EndAsync(failed: true);
            if (request.Written is { } written)
                await written.EndAsync(failed: true);
            throw;
        }
        finally
        {
            request.Passage.Leave();
            account.End(request);
            if (request.Write is { } write)
                await write.EndAsync();
        }
    }
}
