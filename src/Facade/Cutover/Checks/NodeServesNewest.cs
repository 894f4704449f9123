using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover.Checks;

/// <summary>Nothing is shifted forward by a node that knows an earlier plan only.</summary>
internal sealed class NodeServesNewest : IShiftCheck
{
    public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(
        change is RouteShift { Served: { Unserved: { } unserved } served }
            ? new Objection(
                $"This node is not ready and shifts nothing forward: {unserved.Describe(served.Revision)} "
                + "Ask another node, or apply a plan that can be served (./hub plan apply); rollbacks are carried out.")
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                // The other checks would judge by that plan.
                IsFinal = true,
            }
            : null);
}
