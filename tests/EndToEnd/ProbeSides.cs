using System.Collections.Concurrent;
using System.Diagnostics;
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
    private bool _isBroken;

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

    /// <summary>A capability of the same sides that steps back by itself.</summary>
    public string Guarded => $$"""
        capability: guarded
        owner: tests
        zone: outside
        pace: innovation
        access: anonymous
        sides: { legacy: "{{_legacy.Urls.Single()}}", new: "{{_new.Urls.Single()}}" }
        routes:
          guarded.read: GET /api/guarded/{id}
        guardrail: { latency: off }
        shadow: { afterShift: off }

        """;

    /// <summary>Whether the new side fails at guarded requests.</summary>
    public bool IsBroken
    {
        get => Volatile.Read(ref _isBroken);
        set => Volatile.Write(ref _isBroken, value);
    }

    /// <summary>The time stamps of the failures that the new side has answered.</summary>
    public ConcurrentQueue<long> Failures { get; } = new();

    public static async Task<ProbeSides> StartAsync()
    {
        ProbeSides? sides = null;
        return sides = new(await StartAsync("legacy", () => false), await StartAsync("new", () => sides!.Breaks()));
    }

    private bool Breaks()
    {
        if (IsBroken)
            Failures.Enqueue(Stopwatch.GetTimestamp());
        return IsBroken;
    }

    /// <summary>What a side answers.</summary>
    public static string Answer(string side, string key, string body) => $"{side} {key} {body}";

    public async ValueTask DisposeAsync()
    {
        await _legacy.DisposeAsync();
        await _new.DisposeAsync();
    }

    private static async Task<WebApplication> StartAsync(string side, Func<bool> breaks)
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
        app.Map("/api/guarded/{id}", (string id) => breaks()
            ? Results.StatusCode(StatusCodes.Status500InternalServerError)
            : Results.Text(Answer(side, id, "")));
        await app.StartAsync();
        return app;
    }
}
