namespace Hub.Platform.Plan;

/// <summary>Where callers show a JSON Web Token, the plan says whose.</summary>
internal sealed class JwtIsDeclared : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        if (plan.Jwt is not null || plan.Gaps.Include(PlanPaths.Hub))
            return;
        foreach (var capability in plan.Capabilities.Where(c => c.Access == PublicAccess.Jwt))
            errors.Add(
                capability.At,
                $"{capability.Name} has 'access: jwt', and hub.yaml does not say whose tokens are believed: "
                + "jwt: { issuer: https://login.example, audience: hub, keys: https://login.example/.well-known/jwks.json }");
    }
}
