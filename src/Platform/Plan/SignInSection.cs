using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads <c>signIn</c> of <c>hub.yaml</c>: <c>{ issuer: https://login.example, clientId: hub, clientSecret: "${file:PATH}",
/// claim: groups, grants: [{ value: order-team, role: operator, capabilities: [orders] }] }</c>.
/// </summary>
internal static class SignInSection
{
    private const string Example = "as in grants: [{ value: order-team, role: operator, capabilities: [orders] }]";
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5), Longest = TimeSpan.FromHours(12);
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(10);

    // Callers and consumers see nothing of the hub, and so nothing of its console.
    private static readonly string[] Roles = ["viewer", "operator", "approver", "integrator", "admin"];

    private static readonly PlanShape Grant = new("grant", "value", "role")
    {
        { "value", PlanValue.Text, "A value of the claim: the name of a group." },
        { "role", PlanValue.OneOf(Roles), "What whoever has it may do." },
        { "capabilities", PlanValue.ListOf(PlanValue.Text), "Where; everywhere where it is missing." },
    };

    /// <summary>The fields of <c>signIn</c>.</summary>
    public static readonly PlanShape Shape = new("signIn", "issuer", "clientId", "grants")
    {
        { "issuer", PlanValue.Text, "The issuer of OpenID Connect: https://login.example." },
        { "clientId", PlanValue.Text, "What the issuer calls the console." },
        { "clientSecret", PlanValue.Secret, "The client's secret; none for a public client." },
        { "scopes", PlanValue.ListOf(PlanValue.Text), "What is asked for beside openid; profile where it is missing." },
        { "name", PlanValue.Text, "The claim that names a person, preferred_username where it is missing: one that "
            + "people cannot choose themselves." },
        { "claim", PlanValue.Text, "The claim of the id token that 'grants' goes by; groups where it is missing." },
        { "grants", PlanValue.ListOf(Grant), "What each value gives; the first that a person has decides the role." },
        { "session", PlanValue.Duration, "After which time a person is to be signed in anew: 5m to 12h." },
        { "clockSkew", PlanValue.Duration, "By how much clocks may differ." },
    };

    public static SignInPlan Read(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        var plan = new SignInPlan(ReadIssuer(fields, errors), fields.Required("clientId"), node.At);
        return plan with
        {
            Written = node["issuer"]?.Text ?? "",
            ClientSecret = ReadSecret(node["clientSecret"], errors),
            NameClaim = fields.Optional("name") ?? plan.NameClaim,
            GrantsClaim = fields.Optional("claim") ?? plan.GrantsClaim,
            Scopes = node["scopes"] is { } scopes ? [.. scopes.Items.Select(s => s.Text).OfType<string>()] : plan.Scopes,
            Grants = ReadGrants(fields, errors),
            Session = fields.Duration("session", plan.Session, Shortest, Longest),
            ClockSkew = fields.Duration("clockSkew", plan.ClockSkew, longest: MostSkew),
        };
    }

    private static Uri ReadIssuer(PlanFields fields, PlanErrors errors)
    {
        var issuer = fields.Address("issuer");
        if (issuer is { Scheme: "http", IsLoopback: false })
            errors.Add(fields.Node["issuer"]!, "whoever stands between could sign in as anybody: 'issuer' is an https address");
        else if (issuer is not null && issuer.Query.Length + issuer.Fragment.Length > 0)
            errors.Add(fields.Node["issuer"]!, "'issuer' has no query and no fragment, as in https://login.example/realms/a");
        return issuer ?? new Uri("https://issuer.invalid");
    }

    private static string? ReadSecret(PlanNode? node, PlanErrors errors)
    {
        if (node is { Referenced: false })
            errors.Add(node, "everybody reads the plan: write 'clientSecret' as ${env:NAME} or ${file:PATH}");
        return node is { Referenced: true } ? node.Value?.Trim() : null;
    }

    private static ImmutableArray<SignInGrant> ReadGrants(PlanFields fields, PlanErrors errors)
    {
        if (fields.Node["grants"] is not { } node)
        {
            if (fields.Node.Kind == PlanNodeKind.Map)
                errors.Add(fields.Node, $"'grants' is missing, without which nobody may do anything: {Example}");
            return [];
        }

        if (node.Items.Count == 0)
            errors.Add(node, $"'grants' is a list of what each value of the claim gives, {Example}");
        var grants = node.Items.Select(n => ReadGrant(n, errors)).ToImmutableArray();
        foreach (var same in grants.GroupBy(g => g.Value, StringComparer.Ordinal))
            foreach (var other in same.Skip(1))
                errors.Add(other.At, $"'{other.Value}' stands at {same.First().At} already");
        return grants;
    }

    private static SignInGrant ReadGrant(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Grant);
        var value = fields.Required("value");
        fields.Required("role");
        return new SignInGrant(
            value,
            fields.OneOf("role"),
            [.. (node["capabilities"]?.Items ?? []).Select(c => c.Text).OfType<string>()],
            node.At);
    }
}
