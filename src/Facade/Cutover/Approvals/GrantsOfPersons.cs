using Hub.Platform.Plan;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>
/// Whether two plans differ in who is signed in to the console and what they may do. Only an admin changes that, as only an admin
/// makes tokens: nobody makes themselves one by a plan.
/// </summary>
internal static class GrantsOfPersons
{
    /// <summary>The field of <c>hub.yaml</c>.</summary>
    public const string Field = "signIn";

    public static bool Differ(PlanBundle from, PlanBundle to) => (Of(from), Of(to)) switch
    {
        (null, null) => false,
        ({ } before, { } after) => !PlanFieldChanges.AreSame(before, after),
        _ => true,
    };

    private static PlanNode? Of(PlanBundle bundle) =>
        PlanTrees.Read(bundle, []).Laid.GetValueOrDefault(PlanPaths.Hub)?[Field];
}
