using Hub.Facade.Measuring;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Deciding;

/// <summary>Hands a request to the side that was decided.</summary>
/// <param name="route">The route's id.</param>
/// <param name="legacy">Answers for the legacy side.</param>
/// <param name="new">Answers for the new side.</param>
internal sealed class Forwarder(string route, RequestDelegate legacy, RequestDelegate @new)
{
    public Task SendAsync(RoutedRequest request) => SideOf(Announce(request))(request.Context);

    /// <summary>Leaves a request to whoever has asked for the decision alone.</summary>
    public Task HoldAsync(RoutedRequest request)
    {
        Announce(request);
        return request.Context.Features.GetRequiredFeature<HeldDecision>().HoldAsync(request);
    }

    /// <summary>Returns what answers for a side.</summary>
    public RequestDelegate SideOf(Side side) => side == Side.Legacy ? legacy : @new;

    private Side Announce(RoutedRequest request)
    {
        var side = request.Decision!.Value.Side;
        RouteTelemetry.Measure.Decided(request.Activity, side);
        if (request.Snapshot.Plan.Expose)
            Expose(request.Context.Response.Headers, side, request.Snapshot.Revision);
        return side;
    }

    private void Expose(IHeaderDictionary headers, Side side, long revision)
    {
        headers[HubHeaders.Route] = route;
        headers[HubHeaders.Side] = side == Side.Legacy ? "legacy" : "new";
        headers[HubHeaders.Revision] = revision.ToString();
    }
}
