using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>Whoever is signed in gets rights in capabilities that there are.</summary>
internal sealed class SignInGrantsFit : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        if (plan.SignIn is not { } signIn)
            return;
        var known = plan.Capabilities.Select(c => c.Name).ToList();
        foreach (var grant in signIn.Grants)
            foreach (var unknown in grant.Capabilities.Where(IsMissing))
                errors.Add(
                    grant.At,
                    $"the plan has no capability '{unknown}'; it has {string.Join(", ", known)}"
                    + Spelling.DidYouMean(unknown, known));

        bool IsMissing(string name) => !known.Contains(name, StringComparer.Ordinal) && !plan.Gaps.MayHoldCapability(name);
    }
}
