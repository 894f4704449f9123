using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>A new side that does not answer.</summary>
/// <param name="Route">The route that would be shifted there.</param>
/// <param name="Side">The side's name in the plan.</param>
/// <param name="Why">Why it does not.</param>
internal sealed record DeadSide(string Route, string Side, string Why)
{
    /// <summary>What keeps the route from being shifted forward, unless whoever shifts forces it.</summary>
    public ShiftOutcome.Refused Refuse() => new(
        StatusCodes.Status422UnprocessableEntity,
        $"{Route} is not shifted forward: {this}. Bring it up and shift again, or force the shift "
        + "(--force, \"force\": true in the request), which the audit log keeps. The way back is open all the time.");

    public override string ToString() => $"the new side {Side} does not answer ({Why})";
}
