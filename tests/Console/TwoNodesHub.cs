using System.Security.Cryptography;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Console.Tests;

/// <summary>Two nodes of a hub on one PostgreSQL, whose plan names an issuer.</summary>
public sealed class TwoNodesHub : IssuerHub
{
    private readonly Dictionary<string, string?> _environment = [];
    private PostgresServer? _postgres;
    private RunningProgram? _second;

    /// <summary>Where the second node's own surface is.</summary>
    internal string SecondUrl { get; private set; } = "";

    private string SecondPublicUrl { get; set; } = "";

    /// <summary>Calls a public route at the second node.</summary>
    internal async Task CallAtSecondAsync(string path, string customer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, SecondPublicUrl + path);
        request.Headers.Add("X-Customer", customer);
        using var response = await Api.SendAsync(request);
    }

    protected override IReadOnlyList<string> Arguments => ["--roles", "facade"];

    protected override IReadOnlyDictionary<string, string?> Environment =>
        new Dictionary<string, string?>(base.Environment.Concat(_environment));

    public override async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _postgres = await PostgresServer.StartAsync();
        var token = FileOf("shared.token");
        await File.WriteAllTextAsync(token, "hub_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        _environment["HUB_STORE"] = await _postgres.CreateDatabaseAsync();
        _environment["HUB_SECRET"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _environment["HUB_ADMIN_TOKEN_FILE"] = token;
        await base.InitializeAsync();
        (_second, SecondUrl, SecondPublicUrl) = await StartNodeAsync("second");
    }

    public override async ValueTask DisposeAsync()
    {
        if (_second is not null)
            await _second.DisposeAsync();
        await base.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
