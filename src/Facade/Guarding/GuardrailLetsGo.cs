using Hub.Platform.Plan;
using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Guarding;

/// <summary>The guardrail holds back no route that is shifted forward: one that stepped back waits for a person.</summary>
internal sealed class GuardrailLetsGo(Guardrails guardrails) : IShiftCheck
{
    public async Task<Objection?> FindAsync(RoutingChange change)
    {
        if (change is not RouteShift { Route: var route })
            return null;
        var holds = await guardrails.HoldsAsync();
        return WriteGroup.Of(route).Select(r => r.Id).Prepend(route.Id).FirstOrDefault(holds.ContainsKey) is { } held
            ? new Objection(
                $"{held} stepped back from {holds[held].Stood} at {holds[held].Since:yyyy-MM-dd HH:mm:ss} UTC: "
                + $"{holds[held].Why}. "
                + $"Mend the new side, then let the route go (./hub guardrail release {route.Id} --reason TEXT) and shift again.")
            {
                Status = StatusCodes.Status423Locked,
                WasTold = true,
            }
            : null;
    }
}
