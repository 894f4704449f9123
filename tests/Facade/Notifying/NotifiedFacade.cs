using Hub.Platform.Plan;

namespace Hub.Facade.Tests.Notifying;

/// <summary>A facade whose plan names three webhooks: of programs, of Slack and of Teams.</summary>
internal sealed class NotifiedFacade(WebhookReceiver programs, WebhookReceiver slack, WebhookReceiver teams) : RunningFacade
{
    public static byte[] Secret { get; } = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];

    protected override PlanReferences References => new(new Dictionary<string, string>
    {
        ["PROGRAMS"] = programs.Address, ["SLACK"] = slack.Address, ["TEAMS"] = teams.Address,
        ["SIGNING"] = "whsec_" + Convert.ToBase64String(Secret),
        ["WEAK"] = "whsec_" + Convert.ToBase64String(Secret.AsSpan(0, 8)),
    });

    protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
    {
        ["hub.yaml"] = """
            notify:
              - { to: "${env:PROGRAMS}", secret: "${env:SIGNING}" }
              - { to: "${env:SLACK}", kinds: [shift], format: slack }
              - { to: "${env:TEAMS}", kinds: [rollback, plan], format: teams }
            """,
        // Ends in a week's time, as the clock of a test is moved on.
        ["capabilities/rated.yaml"] = $$"""
            capability: rated
            owner: rate-team
            cohort: { key: customerId, from: [header X-Customer-Id], seed: customer }
            sides: { legacy: "{{programs.Origin}}", new: "{{slack.Origin}}" }
            gates: { canary: { mismatch: 1%, soak: off } }
            compare:
              - { name: late, kind: ignore, path: stamp, owner: ann, reason: each its own, until: {{Until:yyyy-MM-dd}} }
            routes:
              rated.get: GET /api/rated/{id}
            """,
    };

    public static DateTime Until { get; } = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(30);
}
