using Hub.Facade.Access;
using Hub.Facade.Answers;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>Finds out who calls a route whose capability says that the hub has to know, and refuses everybody else.</summary>
/// <param name="check">Tells why a request is refused; null when it may pass.</param>
internal sealed class AccessStep(Func<HttpContext, MigrationPlan, ValueTask<Refusal?>> check) : IRouteStep
{
    public async ValueTask<bool> PassAsync(RoutedRequest request)
    {
        if (await check(request.Context, request.Snapshot.Plan) is not { } denied)
            return true;
        await Problems.WriteAsync(request.Context, denied.Status, denied.Why);
        return false;
    }
}
