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
    };
}
