using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Checks;

/// <summary>A shift leads to where the route can stand, and not out of retired.</summary>
internal sealed class ShiftIsPossible : IShiftCheck
{
    public bool IsForwardOnly => false;

    public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(
        change is RouteShift shift && ShiftRules.Refuse(shift.Served.Plan, shift.Route, shift.From, shift.To) is { } why
            ? new Objection(why) { IsFinal = true }
            : null);
}
