using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Identity;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hub.Console.Tests;

/// <summary>A hub as a program of its own with a small plan, two sides in this process, and a browser.</summary>
public class ConsoleHub : IAsyncLifetime
{
    /// <summary>Longer than the values that the new side alters.</summary>
    public const string Secret = "4711-secret-value";

    /// <summary>The operator who has asked for what waits for approval.</summary>
    public const string Asker = "asker";

    private readonly TemporaryFolder _folder = new();
    private readonly List<WebApplication> _sides = [];
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private RunningProgram _hub = null!;

    internal Browsers Browsers { get; } = new();

    internal HttpClient Api { get; private set; } = null!;

    /// <summary>Where the hub's own surface is.</summary>
    internal string Url { get; private set; } = "";

    /// <summary>Where the public routes are.</summary>
    internal string PublicUrl { get; private set; } = "";

    internal string AdminToken { get; private set; } = "";

    /// <summary>What <c>hub.yaml</c> says besides.</summary>
    protected virtual string InHubYaml => "";

    /// <summary>How the hub is started besides.</summary>
    protected virtual IReadOnlyList<string> Arguments => [];

    /// <summary>The environment of the hub.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>();

    /// <summary>A file of the hub's folder.</summary>
    protected string FileOf(string path) => _folder.File(path);

    /// <summary>Starts a process of the hub.</summary>
    /// <param name="data">Its data folder.</param>
    private protected async Task<(RunningProgram Hub, string Url, string PublicUrl)> StartNodeAsync(string data)
    {
        var node = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File(data),
            "--urls", "http://127.0.0.1:0", .. Arguments], Environment);
        await node.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        return (node, Address("console")[..^ConsoleServices.Path.Length], Address("facade"));

        string Address(string of) => node.Output.First(l => l.TrimStart().StartsWith($"{of} ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
    }

    public virtual async ValueTask InitializeAsync()
    {
        var (legacy, @new) = (await SideAsync("7"), await SideAsync("8"));
        foreach (var (path, text) in Plan(legacy, @new))
            Write(path, text);
        (_hub, Url, PublicUrl) = await StartNodeAsync("data");
        AdminToken = (await File.ReadAllTextAsync(
            Environment.GetValueOrDefault("HUB_ADMIN_TOKEN_FILE") ?? _folder.File("data/admin.token"))).Trim();
        Api = new HttpClient { BaseAddress = new Uri(Url) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        await BeginAsync();
    }

    /// <summary>Does what has to be done before the tests, once the hub is ready.</summary>
    protected virtual ValueTask BeginAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Api.Dispose();
        await Browsers.DisposeAsync();
        await _hub.DisposeAsync();
        foreach (var side in _sides)
            await side.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The plan's files.</summary>
    /// <param name="legacy">The address of the legacy side.</param>
    /// <param name="new">The address of the new side.</param>
    protected virtual IEnumerable<(string Path, string Text)> Plan(string legacy, string @new) =>
    [
        ("hub.yaml", $"expose: true\n{InHubYaml}"),
        ("capabilities/things.yaml", $$"""
            capability: things
            owner: thing-team
            access: anonymous
            cohort: { key: customer, from: [header X-Customer], seed: customer }
            sides: { legacy: "{{legacy}}", new: "{{@new}}" }
            routes:
              things.get: GET /api/things/{id}
              things.list: GET /api/things
              things.odd: GET /api/odd/{id}
              things.named: GET /api/named/{id}
            gates:
              new: { mismatch: 1%, soak: 1h }
            waves:
              - { to: new, routes: [things.named], by: 2026-01-31 }
              - { to: canary, by: 2999-12-31 }
            """),
        ("capabilities/vault.yaml", $$"""
            capability: vault
            owner: vault-team
            zone: inside
            pace: record
            access: anonymous
            cohort: { key: customer, from: [header X-Customer], seed: customer }
            sides: { legacy: "{{legacy}}", new: "{{@new}}" }
            routes:
              vault.get: GET /api/vault/{id}
            """),
        ("capabilities/spare.yaml", $$"""
            capability: spare
            owner: spare-team
            access: anonymous
            sides: { legacy: "{{legacy}}" }
            routes:
              spare.get: GET /api/spare/{id}
            """),
    ];

    /// <summary>The hub's process.</summary>
    internal int ProcessId => _hub.Id;

    /// <summary>What the hub has written, errors included.</summary>
    internal string Log => _hub.Text + _hub.Errors;

    /// <summary>Runs a command of the hub with its plan, data and environment.</summary>
    internal RunningProgram RunHere(params IEnumerable<string> command) => RunningProgram.Start(
        "dotnet", [Repository.HubProgram, .. command, "--plan", _folder.File("plan"), "--data", _folder.File("data")],
        new Dictionary<string, string?>(Environment) { ["HUB_URL"] = Url });

    /// <summary>Runs a command that asks the running hub.</summary>
    internal RunningProgram RunHub(params IEnumerable<string> command) => RunningProgram.Start(
        "dotnet", [Repository.HubProgram, .. command, "--data", _folder.File("data")],
        new Dictionary<string, string?>(Environment) { ["HUB_URL"] = Url });

    /// <summary>Changes a file of the plan, and has the hub serve the plan with it.</summary>
    internal async Task ApplyAsync(string path, Func<string, string> change)
    {
        var file = _folder.File($"plan/{path}");
        await File.WriteAllTextAsync(file, change(await File.ReadAllTextAsync(file)));
        await using var apply = RunHere("plan", "apply", "--reason", "changed");
        (await apply.ExitAsync()).ShouldBe(0, apply.Text + apply.Errors);
    }

    /// <summary>Makes a token and returns it.</summary>
    internal async Task<string> TokenAsync(string name, string role, params string[] capabilities)
    {
        using var made = await Api.PostAsJsonAsync("/hub/api/tokens", new { name, role, capabilities });
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <summary>Returns somebody's token, which is made once.</summary>
    internal async Task<string> TokenOfAsync(AccessGrant who)
    {
        if (!_tokens.TryGetValue(who.Name, out var token))
            _tokens[who.Name] = token = await TokenAsync(who.Name, who.Role.ToString().ToLowerInvariant(), [.. who.Capabilities]);
        return token;
    }

    /// <summary>
    /// Has <see cref="Asker"/> ask for a shift to new that waits for a second person, where none waits; returns the change's id.
    /// </summary>
    internal async Task<string> AskedAsync(string route)
    {
        var waiting = (await Api.GetFromJsonAsync<JsonElement>("/hub/api/approvals")).EnumerateArray().ToList();
        if (waiting.Count > 0)
            return waiting[0].GetProperty("id").GetString()!;
        if (await StageAsync(route) != "legacy")
            (await Api.PostAsJsonAsync($"/hub/api/routes/{route}/rollback", new { reason = "anew" })).EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hub/api/routes/{route}/shift")
        {
            Content = JsonContent.Create(new { stage = "new", reason = "asked for" }),
        };
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Bearer", await TokenOfAsync(new(Asker, AccessRole.Operator, [])));
        using var asked = await Api.SendAsync(request);
        return (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Has a job run in an hour, and returns its name.</summary>
    internal async Task<string> ScheduledAsync(string job)
    {
        using var begun = await Api.PostAsJsonAsync(
            $"/hub/api/jobs/{job}/runs", new { at = TimeProvider.System.GetUtcNow().AddHours(1) });
        begun.EnsureSuccessStatusCode();
        return job;
    }

    /// <summary>
    /// Parks a change of an entity and returns its id. It is parked now, as an act on many goes on for a while and leaves out
    /// what was parked after it was asked for.
    /// </summary>
    internal async Task<string> ParkedAsync(string entity)
    {
        var id = $"parked-{Guid.NewGuid():N}";
        var stream = $"{entity}: adapter:a > service:b";
        await StoreAsync($$"""
            INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
            VALUES ('{{id}}', '{{stream}}', '{{id}}', 1, '{"Stream":"{{stream}}","Sequence":1,"Key":"{{id}}",
                "Version":1,"Position":"1","Origin":0,"Kind":0}', 'no such article', {{Now}});
            """);
        return id;
    }

    /// <summary>Adds a conflict of an entity and returns the id that the hub gives it.</summary>
    internal async Task<string> ConflictAsync(string entity)
    {
        var id = $"conflict-{Guid.NewGuid():N}";
        await StoreAsync($$"""
            INSERT INTO sync_conflict
                (id, stream, entity, legacy_key, new_key, kind, fields, legacy_content, new_content, found_at)
            VALUES ('{{id}}', '{{entity}}: adapter:a > service:b', '{{entity}}', '{{id}}', '{{id}}', 'Fields',
                '["city"]', '{"city":"Ulm"}', '{"city":"Bonn"}', {{Now}});
            """);
        // The hub's id is made of what both sides hold.
        return (await Api.GetFromJsonAsync<JsonElement>("/hub/api/sync/conflicts?limit=1000")).EnumerateArray()
            .First(c => c.GetProperty("legacyKey").GetString() == id).GetProperty("id").GetString()!;
    }

    private static long Now => Microseconds.Of(TimeProvider.System.GetUtcNow());

    /// <summary>Writes rows into the hub's store, beside the running hub.</summary>
    internal async Task StoreAsync(string sql)
    {
        await using var store = new SqliteConnection($"Data Source={_folder.File("data/hub.db")};Default Timeout=30");
        await store.OpenAsync();
        await using var command = store.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns where a route stands.</summary>
    internal async Task<string> StageAsync(string route) =>
        (await Api.GetFromJsonAsync<JsonElement>($"/hub/api/routes/{route}")).GetProperty("stage").GetString()!;

    /// <summary>Puts a route at a stage, without the console.</summary>
    internal async Task ShiftAsync(string route, string stage)
    {
        using var shifted = await Api.PostAsJsonAsync($"/hub/api/routes/{route}/shift", new { stage, reason = "set up" });
        shifted.EnsureSuccessStatusCode();
    }

    /// <summary>Calls a public route as a customer and returns the request's id.</summary>
    internal async Task<string> CallAsync(string path, string customer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PublicUrl + path);
        request.Headers.Add("X-Customer", customer);
        using var response = await Api.SendAsync(request);
        return response.Headers.GetValues("X-Hub-Request-Id").Single();
    }

    /// <summary>Stops both sides for good.</summary>
    internal async Task StopSidesAsync()
    {
        foreach (var side in _sides)
            await side.StopAsync();
    }

    private async Task<string> SideAsync(string total)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/api/odd/{id}", (string id) => TypedResults.Ok(new { id, total, secret = Secret + total }));
        app.MapGet("/{**path}", (string path) => TypedResults.Ok(new { path }));
        await app.StartAsync();
        _sides.Add(app);
        return app.Urls.First();
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"plan/{path}"))!);
        File.WriteAllText(_folder.File($"plan/{path}"), text);
    }
}
