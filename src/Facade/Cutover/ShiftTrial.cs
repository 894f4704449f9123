using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover;

/// <summary>What a shift meets before it is made.</summary>
/// <param name="Shift">The shift.</param>
/// <param name="Verdict">What the checks say; null where the route stands there already.</param>
/// <param name="Refused">Why it is refused; null where it is not.</param>
internal sealed record ShiftTrial(RouteShift Shift, ShiftVerdict? Verdict, ShiftOutcome.Refused? Refused)
{
    public RoutingSnapshot Served => Shift.Served;

    public RoutePlan Route => Shift.Route;

    /// <summary>What whoever shifts should know although it keeps nobody from it; null where there is nothing.</summary>
    public IReadOnlyList<string>? Notes => ShiftRules.NotesOf(Route, Shift.From, Shift.To);
}
