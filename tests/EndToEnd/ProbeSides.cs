using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// A capability whose two sides are HTTP servers of the test: each answers with its own name, the key and the body it
/// got, so that the test need not take the hub's word for who answered.
/// </summary>
internal sealed class ProbeSides : IAsyncDisposable
{
    /// <summary>The seed of its cohorts.</summary>
    public const string Seed = "proof";

    private readonly WebApplication _legacy;
    private readonly WebApplication _new;

    private ProbeSides(WebApplication legacy, WebApplication @new) => (_legacy, _new) = (legacy, @new);

    /// <summary>For the plan's capabilities.</summary>
    public string Capability => $$"""
        capability: probes
        owner: tests
        zone: outside
        pace: innovation
        access: anonymous
        cohort: { key: id, from: [route id], seed: {{Seed}} }
        sides: { legacy: "{{_legacy.Urls.Single()}}", new: "{{_new.Urls.Single()}}" }
        routes:
          probes.read:  GET /api/probes/{id}
          probes.write: POST /api/probes/{id}

        """;

    public static async Task<ProbeSides> StartAsync() => new(await StartAsync("legacy"), await StartAsync("new"));

    /// <summary>What a side answers.</summary>
    public static string Answer(string side, string key, string body) => $"{side} {key} {body}";

    public async ValueTask DisposeAsync()
    {
        await _legacy.DisposeAsync();
        await _new.DisposeAsync();
    }

    private static async Task<WebApplication> StartAsync(string side)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Map("/api/probes/{id}", async (string id, HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body);
            return Answer(side, id, await body.ReadToEndAsync());
        });
        await app.StartAsync();
        return app;
    }
}
