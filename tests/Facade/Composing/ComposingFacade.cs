using System.Net;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Tests.Composing;

/// <summary>A facade with compositions over a side whose parts fail on request.</summary>
public sealed class ComposingFacade : RunningFacade, IAsyncLifetime
{
    internal PartsSide Side { get; private set; } = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        Side = await PartsSide.StartAsync();
        await InitializeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await Side.DisposeAsync();
    }

    /// <summary>Asks, with headers given as <c>name: value</c>.</summary>
    internal async Task<Composed> AskAsync(string target, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Composed(
            response.StatusCode, text,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
    }

    protected override IReadOnlyDictionary<string, string> MoreFiles()
    {
        var many = string.Concat(Enumerable.Range(1, 5).Select(n =>
            $"\n      p{n}: {{ route: parts.p{n}, optional: {(n == 1 ? "false" : "true")} }}"));
        return new Dictionary<string, string>
        {
            ["capabilities/parts.yaml"] = $$"""
                capability: parts
                owner: part-team
                sides: { legacy: {{Side.Address}} }
                routes:
                {{string.Join('\n', Enumerable.Range(1, 5).Select(n => $"  parts.p{n}: GET /api/p{n}/{{id}}"))}}
                  parts.list: GET /api/list/{id}
                  parts.many: { match: GET /api/many, query: { ids: } }
                  parts.one: "GET /api/one/{id}"
                  parts.kept: "GET /api/kept/{id}"
                compose:
                  parts.all:
                    match: "GET /api/all/{id}"
                    deadline: 3s
                    parts: {{many}}
                  parts.joined:
                    match: "GET /api/joined/{id}"
                    deadline: 30s
                    takes: [count]
                    parts:
                      list:  { route: parts.list, count: "{count}", first: 4 }
                      ones:  { route: parts.one, id: "{list.items[].id}", optional: true }
                      many:  { route: parts.many, ids: "{list.items[].other}", key: "items[].id", optional: true }
                  parts.chain:
                    match: "GET /api/chain/{id}"
                    deadline: 30s
                    parts:
                      first: parts.p1
                      owner: { route: parts.one, id: "{first.owner}", query: "of {id}", optional: true }
                  parts.remembering:
                    match: "GET /api/remembering/{id}"
                    deadline: 3s
                    parts:
                      kept: { route: parts.kept, lastKnown: 1m }
                """,
            ["capabilities/guarded.yaml"] = $$"""
                capability: guarded
                owner: guards
                access: token
                sides: { legacy: {{Side.Address}} }
                routes: { guarded.get: "GET /api/guarded/{id}" }
                compose:
                  guarded.overview:
                    match: "GET /api/guarded/{id}/overview"
                    deadline: 30s
                    parts: { open: parts.p1, own: guarded.get }
                """,
            ["capabilities/mixed.yaml"] = $$"""
                capability: mixed
                owner: part-team
                access: anonymous
                sides: { legacy: {{Side.Address}} }
                routes: { mixed.get: "GET /api/mixed/{id}" }
                compose:
                  mixed.some:
                    match: "GET /api/some/{id}"
                    deadline: 30s
                    parts: { own: mixed.get, kept: { route: guarded.get, optional: true } }
                  mixed.must: { match: "GET /api/must/{id}", deadline: 30s, parts: { own: mixed.get, kept: guarded.get } }
                """,
        };
    }
}

/// <summary>A composed answer.</summary>
internal sealed record Composed(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Encoding.UTF8.GetBytes(Text));

    public JsonElement this[string member] => Json.GetProperty(member);

    public string Told => Headers.GetValueOrDefault("X-Hub-Parts", "");
}
