using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover;

/// <summary>Runs all checks on a change, for the change itself, for its dry run and for its approval.</summary>
internal sealed class ShiftChecks(IEnumerable<IShiftCheck> checks)
{
    private readonly IShiftCheck[] _checks = [.. checks];

    /// <summary>Runs the checks in order; those for changes forward only are not run on a way back.</summary>
    public async Task<ShiftVerdict> RunAsync(RoutingChange change)
    {
        var (found, passed) = (new List<Objection>(), new List<IShiftCheck>());
        foreach (var check in _checks.Where(c => change.IsForward || !c.IsForwardOnly))
        {
            if (await check.FindAsync(change) is not { } objection)
                passed.Add(check);
            else
                found.Add(objection);
            if (found is [.., { IsFinal: true }])
                break;
        }

        return new ShiftVerdict(change, found, passed);
    }
}
