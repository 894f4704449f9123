using Hub.Platform.Identity.Persons;
using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>By whom the console's visitors are signed in, as <c>hub.yaml</c> says it, and what their groups give them.</summary>
public sealed class SignInInPlans
{
    private const string Grants = "grants: [{ value: all, role: viewer }]";

    [Theory]
    [InlineData("issuer: https://login.example, clientId: hub", "'grants' is missing, without which nobody may do anything")]
    [InlineData("clientId: hub, " + Grants, "'issuer' is missing")]
    [InlineData("issuer: https://login.example, " + Grants, "'clientId' is missing")]
    [InlineData("issuer: http://login.example, clientId: hub, " + Grants, "whoever stands between could sign in as anybody")]
    [InlineData("issuer: https://login.example?a=b, clientId: hub, " + Grants, "'issuer' has no query and no fragment")]
    [InlineData(
        "issuer: https://login.example, clientId: hub, clientSecret: abc, " + Grants,
        "everybody reads the plan: write 'clientSecret' as ${env:NAME} or ${file:PATH}")]
    [InlineData("issuer: https://login.example, clientId: hub, session: 2d, " + Grants, "'session' is a duration")]
    [InlineData("issuer: https://login.example, clientId: hub, session: 1m, " + Grants, "'session' is a duration")]
    [InlineData("issuer: https://login.example, clientId: hub, clockSkew: 1h, " + Grants, "'clockSkew' is a duration")]
    [InlineData("issuer: https://login.example, clientId: hub, grants: []", "'grants' is a list of what each value")]
    [InlineData(
        "issuer: https://login.example, clientId: hub, grants: [{ value: a, role: caller }]",
        "'role' is one of viewer, operator, approver, integrator, admin, and not 'caller'")]
    [InlineData("issuer: https://login.example, clientId: hub, grants: [{ value: a }]", "'role' is missing")]
    [InlineData(
        "issuer: https://login.example, clientId: hub, grants: [{ value: a, role: viewer }, { value: a, role: admin }]",
        "'a' stands at hub.yaml(1) already")]
    [InlineData(
        "issuer: https://login.example, clientId: hub, grants: [{ value: a, role: operator, capabilities: [ordres] }]",
        "the plan has no capability 'ordres'; it has orders; did you mean 'orders'?")]
    [InlineData("issuer: https://login.example, clientId: hub, graants: 1, " + Grants, "'graants' is not known here")]
    public void What_is_wrong_is_told_with_its_place(string section, string expected)
    {
        var (plan, errors) = PlanFiles.Load(("hub.yaml", $"signIn: {{ {section} }}"));
        plan.ShouldBeNull();
        errors.ShouldContain(e => e.ToString().StartsWith("hub.yaml(1): ", StringComparison.Ordinal)
            && e.Message.Contains(expected, StringComparison.Ordinal), string.Join('\n', errors));
    }

    [Fact]
    public void An_issuer_on_this_machine_needs_no_TLS_and_a_secret_is_a_reference()
    {
        var references = new PlanReferences(new Dictionary<string, string> { ["CONSOLE"] = "s3cret" });
        var (plan, errors) = PlanFiles.Load(references, (
            "hub.yaml",
            $"signIn: {{ issuer: \"http://localhost:9\", clientId: hub, clientSecret: \"${{env:CONSOLE}}\", {Grants} }}"));
        errors.ShouldBeEmpty();
        plan!.SignIn!.ClientSecret.ShouldBe("s3cret");
        plan.SignIn.Session.ShouldBe(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("admins", "admin of all capabilities")]
    [InlineData("orders-team", "operator of orders")]
    [InlineData("stock-team,orders-team", "operator of orders, stock")]
    [InlineData("operators,orders-team", "operator of all capabilities")]
    [InlineData("orders-team,stock-approvers", "operator of orders")]
    [InlineData("stock-approvers", "approver of stock")]
    [InlineData("Admins", null)]
    [InlineData("", null)]
    public void The_first_grant_held_decides_the_role_and_others_of_that_role_widen_it(string values, string? expected)
    {
        var at = new PlanLocation("hub.yaml", 1);
        var plan = new SignInPlan(new Uri("https://login.example"), "hub", at)
        {
            Grants =
            [
                new("admins", "admin", [], at),
                new("orders-team", "operator", ["orders"], at),
                new("stock-team", "operator", ["stock"], at),
                new("stock-approvers", "approver", ["stock"], at),
                new("operators", "operator", [], at),
            ],
        };
        PersonGrants.Find(plan, "oidc:ann", values.Split(','))?.Describe().ShouldBe(expected);
        (PersonGrants.Find(plan, "oidc:ann", values.Split(',')) is null).ShouldBe(expected is null);
    }
}
