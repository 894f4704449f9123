namespace Hub.Console.Tests;

/// <summary>A hub whose plan names an issuer of OpenID Connect, which runs in this process.</summary>
public class IssuerHub : ConsoleHub
{
    internal Issuer Issuer { get; } = new();

    protected override string InHubYaml => $$"""
        signIn:
          issuer: {{Issuer.Url}}
          clientId: {{Issuer.ClientId}}
          clientSecret: "${env:CONSOLE_CLIENT_SECRET}"
          session: 30m
          grants:
            - { value: hub-admins, role: admin }
            - { value: thing-team, role: operator, capabilities: [things] }
            - { value: vault-team, role: operator, capabilities: [vault] }
            - { value: auditors, role: viewer }
            - { value: approvers-of-things, role: approver, capabilities: [things] }
        """;

    // As what ends TLS before the hub would stand there.
    protected override IReadOnlyList<string> Arguments => ["--trusted-proxies", "127.0.0.1"];

    protected override IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["CONSOLE_CLIENT_SECRET"] = Issuer.ClientSecret,
    };

    public override async ValueTask InitializeAsync()
    {
        await Issuer.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
