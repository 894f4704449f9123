using System.Globalization;
using Hub.Facade.Evidence;
using Hub.Platform.Plan;

namespace Hub.Facade.Gating;

/// <summary>Notes what each gate asks for, and how many answers that takes at least.</summary>
internal sealed class GatesAreReachable : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        var all = plan.Capabilities.SelectMany(c => c.Gates.Select(g => (Of: c.Name, Before: g.Key, Gate: g.Value))).Concat(
            plan.Routes.SelectMany(r => r.Gates.Select(g => (Of: r.Id, Before: g.Key, Gate: g.Value))));
        foreach (var (of, before, gate) in all)
            if (gate.Evidence is { Mismatch: { } share } asked)
                errors.Note(gate.At, string.Create(
                    CultureInfo.InvariantCulture,
                    $"the gate of {of} before {before}: mismatch {PlanPercent.Write(share)}, confidence "
                    + $"{PlanPercent.Write(asked.Confidence)} needs "
                    + $"{MismatchBound.Missing(0, 0, share, asked.Confidence):N0} equal answers of a route "
                    + $"at least, and more where some differ"));
    }
}
