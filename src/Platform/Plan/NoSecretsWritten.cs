namespace Hub.Platform.Plan;

/// <summary>
/// A plan is read by everybody who has a token and kept with every revision, so no private key is among its files and no
/// route is told apart by a password.
/// </summary>
internal sealed class NoSecretsWritten : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var (path, content) in plan.Bundle.Files)
        {
            var at = content.AsSpan().IndexOf("PRIVATE KEY-----"u8);
            if (at >= 0 && content.AsSpan(0, at).LastIndexOf("-----BEGIN "u8) >= 0)
                errors.Add(
                    new PlanLocation(path, content.AsSpan(0, at).Count((byte)'\n') + 1),
                    "a private key stands in the plan, where everybody reads it: keep it in a file of the machine, below "
                    + "a folder that the hub is started with (--secrets DIR)");
        }

        foreach (var route in plan.Claiming)
            foreach (var (name, value) in route.Match.Headers.Concat(route.Match.Query))
                if (value is not null && SecretNames.IsSecret(name))
                    errors.Add(
                        route.At,
                        $"{route.Id} asks for a certain '{name}', which stands in the plan, where everybody reads it: "
                        + "say who may call it with the capability's 'access', such as access: token");
    }
}
