using Hub.Facade.Addressing;

namespace Hub.Facade.Deciding;

/// <summary>Takes the hub's own tokens out of a request before any side sees it.</summary>
internal sealed class HubTokenStep(HubTokens tokens) : IRouteStep
{
    public ValueTask<bool> PassAsync(RoutedRequest request)
    {
        tokens.KeepFromSides(request.Context.Request.Headers);
        return ValueTask.FromResult(true);
    }
}
