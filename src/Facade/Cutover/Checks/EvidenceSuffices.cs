using System.Data.Common;
using Hub.Facade.Evidence;
using Hub.Facade.Gating;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Checks;

/// <summary>
/// A route moves forward where the evidence shows all that the gate before the stage asks for. Whoever has the right to override
/// gates forces the shift.
/// </summary>
internal sealed class EvidenceSuffices(GateJudge judge, GateRight right) : IShiftCheck
{
    public async Task<Objection?> FindAsync(RoutingChange change)
    {
        if (change is not RouteShift shift)
            return null;
        try
        {
            var open = (await judge.JudgeAsync(shift)).Where(j => j.Verdicts.Any(v => v.State != GateState.Pass)).ToList();
            return open.Count == 0 ? null : await RefuseAsync(shift, open);
        }
        catch (DbException e)
        {
            return new Objection($"What the gate of {shift.Route.Id} asks for cannot be read from the hub's store: {e.Message}");
        }
    }

    private async Task<Objection> RefuseAsync(RouteShift shift, IReadOnlyList<JudgedRoute> open)
    {
        var capability = shift.Route.Capability;
        var (before, gate) = GateJudge.GateBefore(open[0].Known.Route, shift.To)!.Value;
        var what = string.Join(". ", open.SelectMany(j => j.Verdicts).Select(v =>
            (open.Count > 1 || v.Route != shift.Route.Id ? $"{v.Route}: " : "")
            + $"{(v.State == GateState.Fail ? "failed" : "inconclusive")}, {v.DescribeMissing()}"));
        var may = await right.HasAsync(shift.By, capability.Name);
        return new Objection(
            $"{shift.Route.Id} is not shifted forward: its gate before {before} ({gate.At}) is not passed. {what}. "
            + $"See ./hub evidence {open[0].Known.Route.Id}"
            + (may ? ", or override the gate (--force), which stands out in the audit log." : "."))
        {
            Forcible = may ? $"the gate before {before} was not passed ({what})" : null,
            Gate = true,
            Unforced = may ? null
                : $"'{shift.By}' may not override the gate: that is a right of its own, which admins have and tokens made with "
                    + "./hub token create … --override-gates.",
        };
    }
}
